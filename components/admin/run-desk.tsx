"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";
import { useTRPC } from "../trpc/provider";
import { button } from "../ui/button";
import { explainError } from "../ui/explain-error";
import { plural } from "../ui/format";
import { Pages } from "../ui/pages";
import { toast } from "../ui/toast";
import { RunTable } from "./run-table";

const REFRESH_MS = 3000;

type RunPage = inferRouterOutputs<AppRouter>["runs"]["list"];

/** What runs in the background: start something, see how it went. Looks again every three seconds. */
export function RunDesk({ first }: { first: RunPage }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const viewer = useQuery(trpc.viewer.me.queryOptions());
  const list = useQuery(
    trpc.runs.list.queryOptions({ page: first.page }, { initialData: first, refetchInterval: REFRESH_MS }),
  );
  const runNow = useMutation(
    trpc.runs.runNow.mutationOptions({
      onSuccess: async () => {
        toast("It is on its way.");
        await client.invalidateQueries(trpc.runs.list.pathFilter());
      },
      onError: (error) => toast(explainError(error).message),
    }),
  );
  const { rows, page, pages, total, functions } = list.data;
  return (
    <>
      <ul className="grid gap-x-12 border-t border-line md:grid-cols-2">
        {functions.map((each) => (
          <li
            key={each.id}
            className="flex min-h-16 items-center justify-between gap-4 border-b border-line py-2"
          >
            <div>
              <p className="font-semibold">{each.name}</p>
              <p className="text-[0.86rem] text-soft">{each.schedule}</p>
            </div>
            {viewer.data?.role === "admin" && (
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
      <div className="mt-10 mb-3 flex flex-wrap items-baseline justify-between gap-x-6">
        <h2 className="text-2xl">What ran</h2>
        <p className="text-[0.86rem] text-soft">
          {list.isError
            ? "The site can’t be reached; this is how it last stood."
            : `${plural(total, "run")}; refreshes itself`}
        </p>
      </div>
      <RunTable rows={rows} names={new Map(functions.map((each) => [each.id, each.name]))} />
      <Pages
        page={page}
        pages={pages}
        label="Pages of runs"
        href={(each) => (each === 1 ? "/admin/runs" : `/admin/runs?page=${each}`)}
      />
    </>
  );
}
