"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useState } from "react";
import type { AppRouter } from "@/server/api/root";
import { letterStatuses } from "@/server/jobs/schema";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { plural, time } from "../ui/format";
import { Pages } from "../ui/pages";
import { toast } from "../ui/toast";
import { DeskFilter } from "./desk-filter";
import { filterHref, jobChoice, letterWords, stateChoice } from "./run-words";
import { useIsAdmin } from "./use-is-admin";
import { useRunEvents } from "./use-run-events";

const HERE = "/admin/dead-letters";

type LetterPage = inferRouterOutputs<AppRouter>["deadLetters"]["list"];

/** What failed for good: look, replay all of a kind. */
export function LetterDesk({ first }: { first: LetterPage }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { filter } = first;
  const isAdmin = useIsAdmin();
  const list = useQuery(trpc.deadLetters.list.queryOptions(filter, { initialData: first }));
  useRunEvents(null, () => void client.invalidateQueries(trpc.deadLetters.list.queryFilter(filter)));
  const { rows, pages, total, open, names } = list.data;
  const nameOf = (id: string) => names[id] ?? id;
  return (
    <>
      {open.length > 0 && (
        <section className="mb-10">
          <h2 className="mb-2 text-xl">Waiting for you</h2>
          <ul className="border-t border-line">
            {open.map((kind) => (
              <li
                key={kind.functionId}
                className="flex min-h-16 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line py-2"
              >
                <p>
                  <Link
                    href={filterHref(HERE, { function: kind.functionId, status: "open" })}
                    className="link font-semibold"
                  >
                    {nameOf(kind.functionId)}
                  </Link>{" "}
                  <span className="text-soft">{plural(kind.count, "dead letter")}</span>
                </p>
                {isAdmin && <ReplayAll {...kind} name={nameOf(kind.functionId)} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      <DeskFilter
        action={HERE}
        choices={[jobChoice(filter.function, names), stateChoice(filter.status, letterStatuses, letterWords)]}
      />
      <p className="mt-4 mb-2 text-[0.94rem] text-soft" role="status">
        {list.isError
          ? "The site can’t be reached; this is how it last stood."
          : plural(total, "dead letter")}
      </p>
      {rows.length === 0 && (
        <p className="border-t border-line py-8">
          {filter.function || filter.status ? (
            <>
              None is like that.{" "}
              <Link href={HERE} className="link">
                Show all dead letters
              </Link>
            </>
          ) : (
            "No job has failed for good. What fails after all its tries is kept here, to be replayed."
          )}
        </p>
      )}
      <ul className="border-t border-line text-[0.94rem] empty:hidden" aria-label="Dead letters">
        {rows.map((letter) => (
          <li key={letter.runId} className="border-b border-line">
            <Link
              href={`${HERE}/${encodeURIComponent(letter.runId)}`}
              className="grid min-h-14 grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-x-4 gap-y-0.5 py-2.5 hover:bg-raised md:grid-cols-[6.5rem_minmax(0,1fr)_7rem_12rem]"
            >
              <span className={`font-semibold ${letterWords[letter.status].className}`}>
                {letterWords[letter.status].text}
              </span>
              <span className="min-w-0">
                {nameOf(letter.functionId)}
                <span className="block truncate text-[0.86rem] text-soft">{letter.error.message}</span>
              </span>
              <span className="text-soft max-md:col-start-2 md:text-right">
                {letter.replays > 0 && plural(letter.replays, "replay")}
              </span>
              <time
                dateTime={letter.failedAt}
                className="col-start-2 text-[0.86rem] text-soft md:col-start-auto md:text-right"
              >
                {time(letter.failedAt)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
      <Pages
        page={filter.page}
        pages={pages}
        label="Pages of dead letters"
        href={(page) => filterHref(HERE, { ...filter, page })}
      />
    </>
  );
}

function ReplayAll({ functionId, name, count }: { functionId: string; name: string; count: number }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asked, ask] = useState(false);
  const replay = useMutation(
    trpc.deadLetters.replayAll.mutationOptions({
      onSuccess: async (sent) => {
        toast(`${plural(sent.count, "dead letter")} of ${name} on the way.`);
        await client.invalidateQueries(trpc.deadLetters.list.pathFilter());
      },
      onError: (error) => toast(explainError(error).message),
      onSettled: () => ask(false),
    }),
  );
  if (!asked)
    return (
      <button
        type="button"
        className={button.quiet}
        aria-label={`Replay all: ${name}`}
        onClick={() => ask(true)}
      >
        Replay all
      </button>
    );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        className={button.primary}
        disabled={replay.isPending}
        onClick={() => replay.mutate({ functionId })}
      >
        Replay {plural(count, "dead letter")}
      </button>
      <button type="button" className={button.bare} onClick={() => ask(false)}>
        Keep them
      </button>
    </div>
  );
}
