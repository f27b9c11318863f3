import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import type { AppRouter } from "@/server/api/root";
import { type AuditEntry, auditActions } from "@/server/audit/schema";
import { plural, timeToSecond } from "../ui/format";
import { Pages } from "../ui/pages";
import { DeskFilter } from "./desk-filter";
import { filterHref } from "./run-words";

const HERE = "/admin/audit";

type AuditPage = inferRouterOutputs<AppRouter>["audit"]["list"];

const words = {
  "run.start": "started",
  "run.cancel": "cancelled",
  "dead-letter.replay": "replayed",
  "dead-letter.discard": "discarded",
} as const satisfies Record<AuditEntry["action"], string>;

const kinds = {
  "run.start": "Runs started",
  "run.cancel": "Runs cancelled",
  "dead-letter.replay": "Dead letters replayed",
  "dead-letter.discard": "Dead letters discarded",
} as const satisfies Record<AuditEntry["action"], string>;

/** Who did what on the desk, the newest first. */
export function AuditDesk({ rows, filter, pages, total, names }: AuditPage) {
  return (
    <>
      <DeskFilter
        action={HERE}
        choices={[
          {
            name: "action",
            label: "What",
            all: "Everything",
            value: filter.action,
            options: auditActions.map((value) => ({ value, text: kinds[value] })),
          },
        ]}
      />
      <p className="mt-4 mb-2 text-[0.94rem] text-soft" role="status">
        {plural(total, "entry", "entries")}
        {filter.actor !== undefined && (
          <>
            {" "}
            of one person.{" "}
            <Link href={filterHref(HERE, { action: filter.action })} className="link">
              Of everybody
            </Link>
          </>
        )}
      </p>
      {rows.length === 0 && (
        <p className="border-t border-line py-8 text-soft">
          Nothing is written down here yet. What staff starts, cancels, replays or discards will be.
        </p>
      )}
      <ul className="border-t border-line text-[0.94rem] empty:hidden" aria-label="Audit">
        {rows.map((entry) => (
          <li
            key={entry.id}
            className="grid gap-x-6 gap-y-0.5 border-b border-line py-3 md:grid-cols-[13rem_minmax(0,1fr)]"
          >
            <time dateTime={entry.at} className="text-[0.86rem] text-soft md:text-[0.94rem]">
              {timeToSecond(entry.at)}
            </time>
            <div className="min-w-0">
              <p>
                <Who entry={entry} filter={filter} /> {words[entry.action]}{" "}
                <What entry={entry} names={names} />
              </p>
              {entry.correlationId && (
                <p className="text-xs break-all text-soft">Request {entry.correlationId}</p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Pages
        page={filter.page}
        pages={pages}
        label="Pages of the audit"
        href={(page) => filterHref(HERE, { ...filter, page })}
      />
    </>
  );
}

function Who({ entry, filter }: { entry: AuditEntry; filter: AuditPage["filter"] }) {
  if (entry.actorId === null) return <span className="font-semibold">{entry.actorName}</span>;
  return (
    <Link
      href={filterHref(HERE, { action: filter.action, actor: entry.actorId })}
      className="link font-semibold"
    >
      {entry.actorName}
    </Link>
  );
}

function What({
  entry: { action, subject, detail },
  names,
}: {
  entry: AuditEntry;
  names: AuditPage["names"];
}) {
  const job = names[String(detail.function)] ?? String(detail.function ?? subject);
  const many = typeof detail.letters === "number";
  const letter = action.startsWith("dead-letter");
  const name = many
    ? `${plural(Number(detail.letters), "dead letter")} of ${job}`
    : letter
      ? `a dead letter of ${job}`
      : `a run of ${job}`;
  const href = many
    ? filterHref("/admin/dead-letters", { function: subject })
    : `/admin/${letter ? "dead-letters" : "runs"}/${encodeURIComponent(subject)}`;
  return (
    <>
      <Link href={href} className="link break-words">
        {name}
      </Link>
      {detail.list !== undefined && ` for ${detail.list}`}
      {detail.vocabulary !== undefined && ` with a ${detail.vocabulary} vocabulary`}
      {detail.reason !== undefined && <span className="text-soft"> “{detail.reason}”</span>}
    </>
  );
}
