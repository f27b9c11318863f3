import type { FormEvent, ReactNode, Ref } from "react";
import { SignInForm } from "../member/sign-in-form";
import type { Explained } from "../ui/explain-error";
import { Notice } from "../ui/notice";

/** The frame of a film's form: fields, what the server refused, buttons, and the way back in when signed out. */
export function FilmForm({
  ref,
  fault,
  submit,
  fields,
  keeping,
  children,
}: {
  ref: Ref<HTMLFormElement>;
  fault: Explained | null;
  submit: (event?: FormEvent) => Promise<void>;
  fields: ReactNode;
  /** What signing in again does. */
  keeping: string;
  /** The buttons. */
  children: ReactNode;
}) {
  return (
    <div className="max-w-3xl">
      <form
        ref={ref}
        method="post"
        noValidate
        onSubmit={(event) => void submit(event)}
        className="grid gap-6"
      >
        {fields}
        <div role="alert">{fault && !fault.signedOut && <Fault fault={fault} />}</div>
        <div className="flex flex-wrap gap-3 border-t border-line pt-5">{children}</div>
      </form>
      <div role="alert">
        {fault?.signedOut && (
          <div className="mt-6 border-l-[3px] border-l-fall bg-raised p-5">
            <h2 className="text-2xl">You were signed out</h2>
            <p className="mt-2 mb-5 text-[0.94rem]">What you typed is kept. {keeping}</p>
            <div className="max-w-sm">
              <SignInForm onSignedIn={() => void submit()} />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

function Fault({ fault }: { fault: Explained }) {
  return (
    <Notice kind="danger">
      {fault.message}
      {typeof fault.details.slug === "string" && (
        <>
          {" "}
          <a href={`/movies/${fault.details.slug}`} className="link font-semibold">
            Open it
          </a>
        </>
      )}
      {fault.requestId && <span className="block text-xs text-soft">Request {fault.requestId}</span>}
    </Notice>
  );
}
