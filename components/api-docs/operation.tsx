import type { OperationView } from "@/server/api/docs";
import { FieldTable } from "./field-table";

/** One call: closed it is a line, open it says all about it. */
export function Operation({ operation }: { operation: OperationView }) {
  const { id, method, path, summary, description, scope, parameters, body, status, answer, refusals } =
    operation;
  return (
    <details id={id} className="group border-b">
      <summary className="grid min-h-11 items-baseline gap-x-4 py-3 sm:grid-cols-[4.5rem_minmax(0,1fr)_minmax(0,1fr)]">
        <span className="font-mono text-sm font-semibold text-bulb">{method}</span>
        <span className="font-mono text-sm break-all">{path.replace("/api/v1", "")}</span>
        <span className="text-soft group-open:text-ink">{summary}</span>
      </summary>
      <div className="pb-8 sm:pl-[5.5rem]">
        {description ? <p className="max-w-prose">{description}</p> : null}
        <p className="mt-2 text-sm text-soft">
          {scope ? (
            <>
              Needs a token with the scope <code className="text-ink">{scope}</code>.
            </>
          ) : (
            "Open to everybody."
          )}
        </p>
        <FieldTable caption="Parameters" fields={parameters} />
        <FieldTable caption="Body" fields={body} />
        <FieldTable
          caption={answer ? `Answer ${status}: ${answer.name}` : `Answer ${status}`}
          fields={answer?.fields ?? []}
        />
        <h3 className="mt-5 font-sans text-xs font-normal tracking-wide text-soft uppercase">
          {answer ? "Otherwise" : `${status} without a body, otherwise`}
        </h3>
        <ul className="mt-1 text-sm">
          {refusals.map((refusal) => (
            <li key={refusal.status} className="flex gap-4 py-0.5">
              <span className="numeral w-10 shrink-0">{refusal.status}</span>
              <span className="text-soft">{refusal.about}</span>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
