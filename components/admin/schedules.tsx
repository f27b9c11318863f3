"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import type { ScheduleView } from "@/server/jobs/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { duration, time } from "../ui/format";
import { toast } from "../ui/toast";
import { runWords } from "./run-words";

/** The scheduled functions: when they ran and run next, how late they are; admins start them. */
export function Schedules({ schedules, mayRun }: { schedules: ScheduleView[]; mayRun: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const runNow = useMutation(
    trpc.runs.runNow.mutationOptions({
      onSuccess: async () => {
        toast("It is on its way.");
        await client.invalidateQueries(trpc.runs.list.pathFilter());
      },
      onError: (error) => toast(explainError(error).message),
    }),
  );
  return (
    <ul className="grid gap-x-12 border-t border-line md:grid-cols-2" aria-label="Schedules">
      {schedules.map((each) => (
        <li key={each.id} className="flex items-start justify-between gap-4 border-b border-line py-3">
          <div className="min-w-0">
            <p className="font-semibold">
              {each.name} <span className="font-normal text-soft">{each.schedule}</span>
            </p>
            <Times schedule={each} />
          </div>
          {mayRun && (
            <button
              type="button"
              className={button.quiet}
              aria-label={`Run now: ${each.name}`}
              disabled={runNow.isPending}
              onClick={() => runNow.mutate({ functionId: each.id })}
            >
              Run now
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Times({ schedule: { lastRun, nextAt, lateMs, overdue } }: { schedule: ScheduleView }) {
  return (
    <dl className="mt-1 flex flex-wrap gap-x-5 gap-y-0.5 text-[0.86rem] [&_dt]:text-soft [&>div]:flex [&>div]:gap-1.5">
      <div>
        <dt>Last</dt>
        <dd>
          {lastRun ? (
            <Link href={`/admin/runs/${encodeURIComponent(lastRun.runId)}`} className="link">
              {time(lastRun.at)}
            </Link>
          ) : (
            "never"
          )}
          {lastRun && (
            <span className={runWords[lastRun.status].className}> {runWords[lastRun.status].text}</span>
          )}
        </dd>
      </div>
      {nextAt && (
        <div>
          <dt>Next</dt>
          <dd>{time(nextAt)}</dd>
        </div>
      )}
      {lateMs !== null && (
        <div>
          <dt>{overdue ? "Overdue by" : "Began after"}</dt>
          <dd className={overdue ? "font-semibold text-fall" : ""}>{duration(lateMs)}</dd>
        </div>
      )}
    </dl>
  );
}
