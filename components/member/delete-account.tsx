"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { deleteAccountInput } from "@/server/members/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { Field } from "../ui/field";
import { type FieldErrors, firstErrors, focusFirst, zodErrors } from "../ui/field-errors";
import { plural } from "../ui/format";
import { Notice } from "../ui/notice";
import { useHydrated } from "../ui/use-hydrated";

/** Says what goes, asks for the password, and goes. */
export function DeleteAccount({ ratings }: { ratings: number }) {
  const remove = useMutation(useTRPC().viewer.deleteAccount.mutationOptions());
  const [errors, setErrors] = useState<FieldErrors>({});
  const [fault, setFault] = useState<string | null>(null);
  const hydrated = useHydrated();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const parsed = deleteAccountInput.safeParse(Object.fromEntries(new FormData(form)));
    setFault(null);
    setErrors(parsed.success ? {} : zodErrors(parsed.error));
    if (!parsed.success) return focusFirst(form, zodErrors(parsed.error));
    try {
      await remove.mutateAsync(parsed.data);
      const { signOut } = await import("next-auth/react");
      await signOut({ callbackUrl: "/" });
    } catch (error) {
      const told = explainError(error);
      const fields = firstErrors(told.errors);
      setErrors(fields);
      setFault(Object.keys(fields).length > 0 ? null : told.message);
      focusFirst(form, fields);
    }
  }

  return (
    <details>
      <summary className="inline-flex min-h-11 items-center font-semibold text-fall underline underline-offset-4">
        Delete it …
      </summary>
      <form
        method="post"
        noValidate
        onSubmit={(event) => void submit(event)}
        className="mt-3 grid max-w-sm gap-4"
      >
        <p>
          Your {plural(ratings, "rating")}, your recommendations and your tokens go with it, and the lists are
          computed without you. It can’t be undone.
        </p>
        <Field name="password" label="Your password" error={errors.password}>
          {(ties) => <input {...ties} type="password" autoComplete="current-password" required />}
        </Field>
        <div role="alert">{fault && <Notice kind="danger">{fault}</Notice>}</div>
        <div>
          <button type="submit" className={button.primary} disabled={!hydrated || remove.isPending}>
            {remove.isPending ? "Deleting …" : "Delete my account"}
          </button>
        </div>
      </form>
    </details>
  );
}
