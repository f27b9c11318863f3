"use client";

import type { Health } from "@/server/recommendations/schema";
import { count, duration } from "../ui/format";

/** What is slowest, and which films nobody is shown. */
export function ModelHealth({
  first: { films, withVectors, stale, slowest, leastCovered },
}: {
  first: Health;
}) {
  return (
    <section aria-labelledby="health">
      <h2 id="health" className="text-2xl">
        Slowest and least covered
      </h2>
      <p className="mt-2 mb-5 text-soft">
        {count(withVectors)} of {count(films)} films have vectors; {count(stale)} lists wait to be made anew.
      </p>
      <div className="grid gap-x-16 gap-y-8 md:grid-cols-2">
        <Table
          caption="Slowest stages"
          columns={["Stage", "Model", "Time"]}
          rows={slowest.map(({ modelId, stage, seconds }) => [
            stage,
            String(modelId),
            duration(seconds * 1_000),
          ])}
        />
        <Table
          caption="Genres whose films are recommended least"
          columns={["Genre", "Films", "In somebody’s list"]}
          rows={leastCovered.map(({ genre, films: all, recommended, share }) => [
            genre,
            count(all),
            `${count(recommended)} (${Math.round(100 * share)} %)`,
          ])}
        />
      </div>
    </section>
  );
}

function Table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly [string, string, string];
  rows: readonly (readonly [string, string, string])[];
}) {
  return (
    <table className="w-full border-collapse self-start text-[0.94rem]">
      <caption className="pb-2 text-left font-semibold">{caption}</caption>
      <thead className="text-left text-xs text-soft [&_th]:py-1.5 [&_th]:font-normal">
        <tr className="border-t border-line">
          {columns.map((column, index) => (
            <th key={column} scope="col" className={index > 0 ? "text-right" : undefined}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 && (
          <tr className="border-t border-line">
            <td colSpan={3} className="py-2 text-soft">
              Nothing measured yet.
            </td>
          </tr>
        )}
        {rows.map(([name, ...values]) => (
          <tr key={[name, ...values].join(" ")} className="border-t border-line">
            <th scope="row" className="py-2 pr-3 text-left font-normal">
              {name}
            </th>
            {values.map((value, index) => (
              <td key={columns[index + 1]} className="py-2 pl-3 text-right tabular-nums">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
