"use client";

import { getSession, signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { useHydrated } from "../ui/use-hydrated";
import { safeNext, signInHref } from "./sign-in-href";

const WRONG = "The address and the password don’t go together. Check both and try again.";

/** next-auth's own code for "no such account or wrong password"; anything else is a message for people. */
function said(error: string): string {
  return error === "CredentialsSignin" ? WRONG : error;
}

/** Address and password. Leads back to `next`, or calls `onSignedIn` where the form stands within another page. */
export function SignInForm({ onSignedIn }: { onSignedIn?: () => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hydrated = useHydrated();
  const email = useRef<HTMLInputElement>(null);

  function refuse(message: string): void {
    setFault(message);
    setBusy(false);
    email.current?.focus();
  }

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    try {
      const answer = await signIn("credentials", {
        redirect: false,
        email: String(form.get("email")),
        password: String(form.get("password")),
      });
      if (answer?.error) return refuse(said(answer.error));
      if (!(await getSession()))
        return refuse("The browser kept no session. Allow cookies for this site and try again.");
    } catch {
      return refuse("The site can’t be reached. Check your connection and try again.");
    }
    if (onSignedIn) onSignedIn();
    else window.location.assign(safeNext(new URLSearchParams(window.location.search).get("next")));
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-5">
      <div role="alert">{fault && <Notice kind="danger">{fault}</Notice>}</div>
      <Field name="email" label="E-mail address">
        {(ties) => (
          <input {...ties} ref={email} type="email" autoComplete="username" required maxLength={254} />
        )}
      </Field>
      <Field name="password" label="Password">
        {(ties) => (
          <input {...ties} type="password" autoComplete="current-password" required maxLength={200} />
        )}
      </Field>
      <button type="submit" disabled={busy || !hydrated} className={button.primary}>
        {busy ? "Signing in…" : "Sign in"}
      </button>
      {!onSignedIn && (
        <p className="text-[0.94rem]">
          New here?{" "}
          <a
            className="link font-semibold"
            href="/sign-up"
            onClick={(event) => {
              const next = safeNext(new URLSearchParams(window.location.search).get("next"));
              event.currentTarget.href = signInHref(next, "/sign-up");
            }}
          >
            Join
          </a>
        </p>
      )}
    </form>
  );
}
