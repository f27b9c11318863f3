"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "../trpc/provider";
import { explainError } from "../ui/explain-error";
import { toast } from "../ui/toast";

/** Whether anything is computed from what one rates. */
export function PersonalisationSwitch() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = trpc.recommendations.preferences.queryOptions();
  const { data, error } = useQuery(options);
  // What was just chosen, at once: React Query says a moment later that it is at work, and the tick would blink.
  const [chosen, choose] = useState<boolean>();
  const change = useMutation(
    trpc.recommendations.setPreferences.mutationOptions({
      onSuccess: async (now) => {
        client.setQueryData(options.queryKey, now);
        toast(now.personalised ? "Films are recommended to you." : "Nothing personal is computed or kept.");
        await client.invalidateQueries(trpc.recommendations.pathFilter());
      },
      onError: (refused) => toast(explainError(refused).message),
      onSettled: () => choose(undefined),
    }),
  );
  return (
    <>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 shrink-0 accent-bulb"
          disabled={!data || change.isPending}
          checked={chosen ?? data?.personalised ?? true}
          onChange={(event) => {
            choose(event.target.checked);
            change.mutate({ personalised: event.target.checked });
          }}
        />
        Recommend films to me from what I rate
      </label>
      {error && (
        <p role="alert" className="text-[0.94rem] text-fall">
          {explainError(error).message}
        </p>
      )}
      <p className="text-[0.94rem] text-soft">
        Without it, your list is deleted and the next model is trained without your ratings. They still count
        in the rankings.{" "}
        <Link href="/how-recommendations-work" className="link">
          How do recommendations work?
        </Link>
      </p>
    </>
  );
}
