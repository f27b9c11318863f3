"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";
import { useTRPC } from "../trpc/provider";
import { plural, time } from "../ui/format";
import { Pages } from "../ui/pages";
import { ModelActions } from "./model-actions";
import { ModelChart, measured } from "./model-chart";
import { ModelHealth } from "./model-health";
import { ModelTable } from "./model-table";

const REFRESH_MS = 5000;

type Outputs = inferRouterOutputs<AppRouter>["recommendations"];

/** The models: how they measured, what the gate decided and why, and what staff can do. Looks again by itself. */
export function ModelDesk(first: {
  models: Outputs["models"];
  decisions: Outputs["decisions"];
  health: Outputs["health"];
}) {
  const trpc = useTRPC();
  const viewer = useQuery(trpc.viewer.me.queryOptions());
  const again = { refetchInterval: REFRESH_MS };
  const { page } = first.models;
  const list = useQuery(
    trpc.recommendations.models.queryOptions({ page }, { initialData: first.models, ...again }),
  );
  const decisions = useQuery(
    trpc.recommendations.decisions.queryOptions(undefined, { initialData: first.decisions, ...again }),
  );
  const { models, pages, total, standing } = list.data;
  const admin = viewer.data?.role === "admin";
  return (
    <div className="grid gap-y-12">
      <section aria-labelledby="standing">
        <h2 id="standing" className="text-2xl">
          {standing === null ? "No model serves" : `Model ${standing} serves`}
        </h2>
        {standing === null && (
          <p className="mt-2 max-w-prose text-soft">
            Until a model passes the gate, everybody sees what is popular. It needs ratings of several people
            who agree on something.
          </p>
        )}
        {admin && <ModelActions standing={standing} />}
        <div className="mt-6">
          <ModelChart points={measured(models)} />
        </div>
      </section>
      <section aria-labelledby="models">
        <h2 id="models" className="mb-3 text-2xl">
          {plural(total, "model")}
        </h2>
        <ModelTable models={models} standing={standing} admin={admin} />
        <Pages
          page={page}
          pages={pages}
          label="Pages of models"
          href={(each) => (each === 1 ? "/admin/models" : `/admin/models?page=${each}`)}
        />
      </section>
      <section aria-labelledby="decisions">
        <h2 id="decisions" className="mb-3 text-2xl">
          What was decided
        </h2>
        {decisions.data.length === 0 ? (
          <p className="border-t border-line py-4 text-soft">
            Nothing yet. Train a model and the gate decides.
          </p>
        ) : (
          <ol className="border-t border-line">
            {decisions.data.map(({ id, modelId, action, why, by, at }) => (
              <li key={id} className="border-b border-line py-3">
                <p>
                  <b className="font-semibold">
                    Model {modelId}: {action}
                  </b>{" "}
                  <span className="text-[0.86rem] text-soft">
                    by {by ?? "the gate"}, <time dateTime={at}>{time(at)}</time>
                  </span>
                </p>
                <p className="max-w-prose text-[0.94rem]">{why}</p>
              </li>
            ))}
          </ol>
        )}
      </section>
      <ModelHealth first={first.health} />
    </div>
  );
}
