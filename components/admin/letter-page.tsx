"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import type { AppRouter } from "@/server/api/root";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { timeToSecond } from "../ui/format";
import { Notice } from "../ui/notice";
import { toast } from "../ui/toast";
import { DiscardForm } from "./discard-form";
import { Facts } from "./facts";
import { letterWords, runWords } from "./run-words";
import { Steps } from "./steps";
import { useIsAdmin } from "./use-is-admin";
import { useRunEvents } from "./use-run-events";
import { Verbatim } from "./verbatim";

type Letter = inferRouterOutputs<AppRouter>["deadLetters"]["get"];

/** One dead letter: why it failed, with what, and how far it got; replay it or discard it. */
export function LetterPage({ first }: { first: Letter }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { runId } = first;
  const isAdmin = useIsAdmin();
  const query = useQuery(trpc.deadLetters.get.queryOptions({ runId }, { initialData: first }));
  const refresh = () => client.invalidateQueries(trpc.deadLetters.get.queryFilter({ runId }));
  useRunEvents(null, () => void refresh());
  const replay = useMutation(
    trpc.deadLetters.replay.mutationOptions({
      onSuccess: async () => {
        toast("The replay is on its way.");
        await refresh();
      },
      onError: (error) => toast(explainError(error).message),
    }),
  );
  const letter = query.data;
  const { text, className } = letterWords[letter.status];
  return (
    <>
      <p role="status" className={`mb-4 font-display text-3xl font-[560] ${className}`}>
        {text}
      </p>
      {letter.reason && <p className="mb-4 max-w-prose">“{letter.reason}”</p>}
      <Notice kind="danger">
        <p className="font-semibold">{letter.error.name}</p>
        <p className="break-words whitespace-pre-wrap">{letter.error.message}</p>
      </Notice>
      {letter.status === "open" && isAdmin && (
        <div className="mt-5 flex flex-wrap items-start gap-3">
          <button
            type="button"
            className={button.primary}
            disabled={replay.isPending}
            onClick={() => replay.mutate({ runId })}
          >
            Replay
          </button>
          <DiscardForm runId={runId} onDiscarded={refresh} />
        </div>
      )}
      <div className="mt-6">
        <Facts facts={factsOf(letter)} />
      </div>
      <h2 className="mt-10 mb-2 text-xl">Steps</h2>
      <Steps steps={letter.steps} />
      <div className="mt-10 grid gap-8 md:grid-cols-2">
        <Verbatim title="Payload" text={letter.event} empty="It was given nothing." />
        <Verbatim title="Where it failed" text={letter.stack} empty="The engine kept no stack." />
      </div>
    </>
  );
}

function factsOf(letter: Letter) {
  const succeeded = letter.steps.filter((step) => !step.error).length;
  return {
    Failed: timeToSecond(letter.failedAt),
    Attempts: letter.attempts > 0 ? letter.attempts : null,
    "Steps that succeeded": succeeded,
    Replays: letter.replays,
    Run: letter.jobRunId && <RunLink runId={letter.jobRunId} text={letter.jobRunId} />,
    "Correlation id": letter.correlationId && (
      <span className="text-[0.82rem] break-all">{letter.correlationId}</span>
    ),
    "Runs of its replays":
      letter.replayRuns.length > 0 ? (
        <ul>
          {letter.replayRuns.map(({ runId, status }) => (
            <li key={runId}>
              <RunLink runId={runId} text={runWords[status].text} />
            </li>
          ))}
        </ul>
      ) : null,
  };
}

function RunLink({ runId, text }: { runId: string; text: string }) {
  return (
    <Link
      href={`/admin/runs/${encodeURIComponent(runId)}`}
      className="link inline-flex min-h-11 items-center break-all md:min-h-0"
    >
      {text}
    </Link>
  );
}
