"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { discardInput } from "@/server/jobs/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { Field } from "../ui/field";
import { zodErrors } from "../ui/field-errors";
import { toast } from "../ui/toast";

/** Closes a dead letter without a replay, once a reason is given. */
export function DiscardForm({ runId, onDiscarded }: { runId: string; onDiscarded: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | undefined>();
  const discard = useMutation(
    useTRPC().deadLetters.discard.mutationOptions({
      onSuccess: async () => {
        toast("The dead letter is discarded.");
        await onDiscarded();
      },
      onError: (fault) => toast(explainError(fault).message),
    }),
  );

  function submit(event: FormEvent): void {
    event.preventDefault();
    const parsed = discardInput.safeParse({ runId, reason });
    setError(parsed.success ? undefined : zodErrors(parsed.error).reason);
    if (parsed.success) discard.mutate(parsed.data);
  }

  if (!open)
    return (
      <button type="button" className={button.quiet} onClick={() => setOpen(true)}>
        Discard…
      </button>
    );
  return (
    <form method="post" noValidate onSubmit={submit} className="grid w-full max-w-xl gap-3">
      <Field
        name="reason"
        label="Why is it discarded?"
        hint="Kept with the letter and in the audit."
        error={error}
      >
        {(ties) => (
          <textarea
            {...ties}
            rows={2}
            maxLength={500}
            // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
            autoFocus
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="flex gap-3">
        <button type="submit" className={button.primary} disabled={discard.isPending}>
          Discard it
        </button>
        <button type="button" className={button.bare} onClick={() => setOpen(false)}>
          Keep it
        </button>
      </div>
    </form>
  );
}
