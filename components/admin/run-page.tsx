"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import type { AppRouter } from "@/server/api/root";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { duration, timeToSecond } from "../ui/format";
import { Notice } from "../ui/notice";
import { toast } from "../ui/toast";
import { Facts } from "./facts";
import { LogLines } from "./log-lines";
import { ProgressBar } from "./progress-bar";
import { letterWords, runWords } from "./run-words";
import { Steps } from "./steps";
import { useIsAdmin } from "./use-is-admin";
import { useRunEvents } from "./use-run-events";
import { Verbatim } from "./verbatim";

type Run = inferRouterOutputs<AppRouter>["runs"]["get"];

function between(from: string | null, to: string | null): string | null {
  return from && to ? duration(Math.max(0, Date.parse(to) - Date.parse(from))) : null;
}

/** One run, as it goes on: what went in, its steps, what it said and what came out. */
export function RunPage({ first }: { first: Run }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { runId } = first;
  const filter = trpc.runs.get.queryFilter({ runId });
  const isAdmin = useIsAdmin();
  const query = useQuery(trpc.runs.get.queryOptions({ runId }, { initialData: first }));
  const live = useRunEvents(runId, () => void client.invalidateQueries(filter));
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: async () => {
        toast("It is asked to stop; a step that is under way is the last.");
        await client.invalidateQueries(filter);
      },
      onError: (error) => toast(explainError(error).message),
    }),
  );
  const run = query.data;
  const over = run.finishedAt !== null;
  const { text, className } = runWords[run.status];
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-4">
        <div role="status" className="flex flex-wrap items-baseline gap-x-4">
          <p className={`font-display text-3xl font-[560] ${className}`}>
            {!over && run.cancelRequestedAt ? "Being cancelled" : text}
          </p>
          {run.progress && <ProgressBar {...run.progress} />}
          {!over && live && <p className="text-[0.86rem] text-soft">live</p>}
        </div>
        {run.cancellable && isAdmin && (
          <button
            type="button"
            className={button.quiet}
            disabled={cancel.isPending}
            onClick={() => cancel.mutate({ runId })}
          >
            Cancel this run
          </button>
        )}
      </div>
      {run.error && run.status !== "succeeded" && (
        <div className="mb-5">
          <Notice kind="danger">
            <p className="break-words whitespace-pre-wrap">{run.error}</p>
          </Notice>
        </div>
      )}
      <Facts facts={factsOf(run)} />
      <h2 className="mt-10 mb-2 text-xl">Steps</h2>
      <Steps steps={run.steps} />
      <div className="mt-10 grid gap-8 md:grid-cols-2">
        <Verbatim title="Input" text={run.input} empty="It was given nothing." />
        <Verbatim title="Output" text={run.output} empty={over ? "It gave nothing back." : "Not yet."} />
      </div>
      <h2 className="mt-10 mb-2 text-xl">Log</h2>
      <LogLines lines={run.lines} />
    </>
  );
}

function factsOf(run: Run) {
  const { queuedAt, startedAt, finishedAt, letter } = run;
  return {
    Queued: timeToSecond(queuedAt),
    Waited: between(queuedAt, startedAt),
    Took: between(startedAt, finishedAt),
    Attempts: run.attempts,
    "Asked for by": run.requestedBy,
    Published:
      run.editions.length > 0 ? run.editions.map((each) => `${each.list} ${each.edition}`).join(", ") : null,
    "Dead letter": letter && (
      <Link href={`/admin/dead-letters/${encodeURIComponent(letter.runId)}`} className="link">
        {letterWords[letter.status].text}
      </Link>
    ),
    Run: <span className="text-[0.82rem] break-all">{run.runId}</span>,
    "In the engine":
      run.engineRunId && run.engineRunId !== run.runId ? (
        <span className="text-[0.82rem] break-all">{run.engineRunId}</span>
      ) : null,
    "Correlation id": run.correlationId && (
      <span className="text-[0.82rem] break-all">{run.correlationId}</span>
    ),
  };
}
