"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type GenreOption, movieInput } from "@/server/catalog/schema";
import { SignInForm } from "../member/sign-in-form";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { type Explained, explainError } from "../ui/explain-error";
import { type FieldErrors, firstErrors, focusFirst, zodErrors } from "../ui/field-errors";
import { Notice } from "../ui/notice";
import { toast } from "../ui/toast";
import { useHydrated } from "../ui/use-hydrated";
import { type Draft, EMPTY, inputOf, keepDraft, readDraft } from "./draft";
import { FilmFields } from "./film-fields";

/** Adds a film. What is typed is kept in the browser until the film stands. */
export function AddFilm({ genres }: { genres: GenreOption[] }) {
  const router = useRouter();
  const add = useMutation(useTRPC().movies.add.mutationOptions());
  const form = useRef<HTMLFormElement>(null);
  const hydrated = useHydrated();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [fault, setFault] = useState<Explained | null>(null);

  useEffect(() => setDraft(readDraft()), []);

  function change(part: Partial<Draft>): void {
    // That it is another film of the same name was said of the name that stood then.
    const renamed = "title" in part || "year" in part;
    const next = { ...draft, ...(renamed && { allowDuplicate: false }), ...part };
    setDraft(next);
    keepDraft(next);
    setErrors((standing) => ({
      ...standing,
      ...Object.fromEntries(Object.keys(part).map((name) => [name, undefined])),
    }));
  }

  function refuse(fields: FieldErrors): void {
    setErrors(fields);
    if (form.current) focusFirst(form.current, fields);
  }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (add.isPending) return;
    const parsed = movieInput.safeParse(inputOf(draft));
    setFault(null);
    setErrors({});
    if (!parsed.success) return refuse(zodErrors(parsed.error));
    try {
      const film = await add.mutateAsync(parsed.data);
      keepDraft(EMPTY);
      setDraft(EMPTY);
      toast(`${parsed.data.title} is in the catalogue.`);
      router.push(`/movies/${film.slug}`);
    } catch (error) {
      const told = explainError(error);
      setFault(told);
      refuse(firstErrors(told.errors));
    }
  }

  return (
    <div className="max-w-3xl">
      <form
        ref={form}
        method="post"
        noValidate
        onSubmit={(event) => void submit(event)}
        className="grid gap-6"
      >
        <FilmFields draft={draft} errors={errors} genres={genres} change={change} />
        <div role="alert">{fault && !fault.signedOut && <Fault fault={fault} />}</div>
        <div className="flex flex-wrap gap-3 border-t border-line pt-5">
          <button type="submit" disabled={add.isPending || !hydrated} className={button.primary}>
            {add.isPending ? "Adding…" : "Add the film"}
          </button>
          <button
            type="button"
            className={button.bare}
            onClick={() => {
              keepDraft(EMPTY);
              setDraft(EMPTY);
              setErrors({});
              setFault(null);
              form.current?.querySelector("input")?.focus();
            }}
          >
            Clear the form
          </button>
        </div>
      </form>
      <div role="alert">
        {fault?.signedOut && (
          <div className="mt-6 border-l-[3px] border-l-fall bg-raised p-5">
            <h2 className="text-2xl">You were signed out</h2>
            <p className="mt-2 mb-5 text-[0.94rem]">
              What you typed is kept. Sign in here and the film is added.
            </p>
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
