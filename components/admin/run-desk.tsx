"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";
import { runStatuses } from "@/server/jobs/schema";
import { useTRPC } from "../trpc/provider";
import { plural } from "../ui/format";
import { Pages } from "../ui/pages";
import { DeskFilter } from "./desk-filter";
import { RunTable } from "./run-table";
import { filterHref, jobChoice, runWords, stateChoice } from "./run-words";
import { Schedules } from "./schedules";
import { useIsAdmin } from "./use-is-admin";
import { useRunEvents } from "./use-run-events";

type RunPage = inferRouterOutputs<AppRouter>["runs"]["list"];

const spans = [
  { value: "hour", text: "The last hour" },
  { value: "day", text: "The last day" },
  { value: "week", text: "The last week" },
];

/** What runs in the background: start something, see how it goes. The site tells when something changed. */
export function RunDesk({ first }: { first: RunPage }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { filter } = first;
  const isAdmin = useIsAdmin();
  const list = useQuery(trpc.runs.list.queryOptions(filter, { initialData: first }));
  const live = useRunEvents(null, () => void client.invalidateQueries(trpc.runs.list.queryFilter(filter)));
  const { rows, pages, total, schedules, names } = list.data;
  const filtered = Boolean(filter.function || filter.status || filter.within);
  return (
    <>
      <Schedules schedules={schedules} mayRun={isAdmin} />
      <div className="mt-10 mb-4 flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 className="text-2xl">What ran</h2>
        <p className="text-[0.86rem] text-soft" role="status">
          {list.isError
            ? "The site can’t be reached; this is how it last stood."
            : `${plural(total, "run")}${live ? ", live" : ""}`}
        </p>
      </div>
      <DeskFilter
        action="/admin/runs"
        choices={[
          jobChoice(filter.function, names),
          stateChoice(filter.status, runStatuses, runWords),
          { name: "within", label: "When", all: "Any time", value: filter.within, options: spans },
        ]}
      />
      <RunTable rows={rows} names={names} filtered={filtered} />
      <Pages
        page={filter.page}
        pages={pages}
        label="Pages of runs"
        href={(page) => filterHref("/admin/runs", { ...filter, page })}
      />
    </>
  );
}
