"use client";

import type { ModelView } from "@/server/recommendations/schema";
import { button } from "../ui/button";
import { count, decimals, duration, plural, time } from "../ui/format";
import { useModelActions } from "./use-model-actions";

const statuses: Record<ModelView["status"], string> = {
  candidate: "Waits for the gate",
  published: "Serves",
  rejected: "Rejected",
  retired: "Served before",
};

/** A line a model; opened, what it was made of and each demand of the gate. */
export function ModelTable({
  models,
  standing,
  admin,
}: {
  models: readonly ModelView[];
  standing: number | null;
  admin: boolean;
}) {
  if (models.length === 0)
    return (
      <p className="border-t border-line py-4 text-soft">
        None yet. The first is trained in the night, or by “Train now”.
      </p>
    );
  return (
    <ul className="border-t border-line">
      {models.map((model) => (
        <li key={model.id} className="border-b border-line">
          <details>
            <summary className="grid min-h-14 grid-cols-[3rem_1fr_auto] items-baseline gap-x-4 py-3">
              <span className="numeral text-2xl">{model.id}</span>
              <span>
                <span className="font-semibold">{statuses[model.status]}</span>{" "}
                <span className="text-[0.86rem] text-soft">
                  {model.kind}, {time(model.createdAt)}
                </span>
              </span>
              <span className="numeral text-xl">
                <span className="sr-only">NDCG@10 </span>
                {model.metrics ? decimals(model.metrics.ndcg10, 3) : "–"}
                <span aria-hidden="true" className="ml-3 font-sans text-xs text-soft">
                  ▾
                </span>
              </span>
            </summary>
            <Details model={model} />
            {admin && model.complete && model.id !== standing && <Publish model={model} />}
          </details>
        </li>
      ))}
    </ul>
  );
}

function Publish({ model }: { model: ModelView }) {
  const { publish } = useModelActions();
  return (
    <div className="pb-4 sm:pl-16">
      <button
        type="button"
        className={button.quiet}
        disabled={publish.isPending}
        onClick={() => {
          if (window.confirm(`Publish model ${model.id}? The gate said of it: “${model.verdict}”`))
            publish.mutate({ modelId: model.id });
        }}
      >
        Publish model {model.id}
      </button>
    </div>
  );
}

function Details({ model }: { model: ModelView }) {
  const { metrics, standingMetrics, checks, seconds, peakMegabytes } = model;
  const stages = Object.entries(seconds).map(([stage, taken]) => `${stage} ${duration(taken * 1_000)}`);
  return (
    <div className="grid gap-3 pb-4 text-[0.94rem] sm:pl-16">
      <p className="max-w-prose">{model.verdict}</p>
      {checks.length > 0 && (
        <table className="w-full max-w-3xl border-collapse">
          <caption className="sr-only">What the gate asked of model {model.id}</caption>
          <thead className="text-left text-xs text-soft [&_th]:py-1 [&_th]:pr-4 [&_th]:font-normal">
            <tr>
              <th scope="col">Demand</th>
              <th scope="col">Asked</th>
              <th scope="col">Found</th>
              <th scope="col">Passed</th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ name, demand, value, passed }) => (
              <tr key={name} className="border-t border-line [&>*]:py-1.5 [&>*]:pr-4 [&>*]:text-left">
                <th scope="row" className="font-normal">
                  {name}
                </th>
                <td>{demand}</td>
                <td>{value}</td>
                <td className={passed ? "text-rise" : "font-semibold text-fall"}>{passed ? "Yes" : "No"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {metrics && (
        <p className="text-soft">
          Recall@20 {decimals(metrics.recall20, 3)}, coverage@10 {decimals(100 * metrics.coverage10, 1)} %,
          popularity {decimals(metrics.popularityNdcg10, 3)}
          {metrics.easeNdcg10 !== null && `, EASE ${decimals(metrics.easeNdcg10, 3)}`}
          {standingMetrics && `; the standing one ${decimals(standingMetrics.ndcg10, 3)}`}, on the{" "}
          {metrics.split} split of {plural(metrics.users, "person", "people")}.
        </p>
      )}
      <p className="text-soft">
        {plural(model.films, "film")}, {plural(model.people, "person", "people")},{" "}
        {plural(model.likes, "like")}
        {stages.length > 0 && `; ${stages.join(", ")}`}
        {peakMegabytes !== null && `; at most ${count(peakMegabytes)} MB`}; seed {model.seed}.
      </p>
    </div>
  );
}
