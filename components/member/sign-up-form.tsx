"use client";

import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { signUpInput } from "@/server/members/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { Field } from "../ui/field";
import { type FieldErrors, firstErrors, focusFirst, zodErrors } from "../ui/field-errors";
import { Notice } from "../ui/notice";
import { useHydrated } from "../ui/use-hydrated";
import { safeNext, signInHref } from "./sign-in-href";

/** Name, address, password; signs in right after. */
export function SignUpForm() {
  const signUp = useMutation(useTRPC().viewer.signUp.mutationOptions());
  const [errors, setErrors] = useState<FieldErrors>({});
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hydrated = useHydrated();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const { next: _, ...given } = Object.fromEntries(new FormData(form));
    const parsed = signUpInput.safeParse(given);
    setFault(null);
    setErrors(parsed.success ? {} : zodErrors(parsed.error));
    if (!parsed.success) return focusFirst(form, zodErrors(parsed.error));
    setBusy(true);
    const next = safeNext(new URLSearchParams(window.location.search).get("next"));
    try {
      await signUp.mutateAsync(parsed.data);
      const { email, password } = parsed.data;
      const answer = await signIn("credentials", { redirect: false, email, password });
      window.location.assign(answer?.error ? signInHref(next) : next);
    } catch (error) {
      const told = explainError(error);
      const fields = firstErrors(told.errors);
      setErrors(fields);
      setFault(Object.keys(fields).length > 0 ? null : told.message);
      setBusy(false);
      focusFirst(form, fields);
    }
  }

  return (
    <form method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
      <div role="alert">{fault && <Notice kind="danger">{fault}</Notice>}</div>
      <Field name="name" label="Name" error={errors.name} hint="As others see it beside your lists.">
        {(ties) => <input {...ties} autoComplete="name" required />}
      </Field>
      <Field name="email" label="E-mail address" error={errors.email}>
        {(ties) => <input {...ties} type="email" autoComplete="email" required />}
      </Field>
      <Field
        name="password"
        label="Password"
        error={errors.password}
        hint="At least 10 characters; three words in a row are a good one."
      >
        {(ties) => <input {...ties} type="password" autoComplete="new-password" required />}
      </Field>
      <button type="submit" disabled={busy || !hydrated} className={button.primary}>
        {busy ? "Joining…" : "Join"}
      </button>
      <p className="text-[0.94rem]">
        Been here before?{" "}
        <a className="link font-semibold" href="/sign-in">
          Sign in
        </a>
      </p>
    </form>
  );
}
