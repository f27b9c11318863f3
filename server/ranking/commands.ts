import { db, type Tx } from "../db";
import { AppError } from "../errors";
import { inSpan } from "../observability/trace";
import type { Published, Reason } from "./editions";
import { TRENDING_DAYS } from "./history";
import { type Progress, publishChanges, publishFull, publishTrending, type Repaired } from "./publish";

export type { Repaired };

/** A publish may take as long as this, in milliseconds: a full edition of a million films. */
const PATIENCE = { maxWait: 10_000, timeout: 600_000 };

interface Run {
  runId: string;
  reason: Reason;
}

/**
 * Publishes what votes and film changes have made dirty, up to a few thousand films.
 *
 * First it lets go of the wake-up flag: a vote committed before this moment is in the drain that follows,
 * a later one sees the flag down and sends its own wake-up. So none is lost, and at most one is waiting.
 * The wake-up may be here before the transaction that raised the flag has ended: the upsert waits for it,
 * where a condition on the flag would look past it and leave it up for good.
 * @returns what was published for how many films; whether it left some for a next round; how many changes wait now,
 * of the first hundred.
 */
export async function refreshRankings(
  run: Run,
): Promise<{ published: Published[]; films: number; more: boolean; waiting: number }> {
  await db().$executeRaw`
    insert into ranking_wake (id, pending) values (1, false) on conflict (id) do update set pending = false`;
  const { published, films, more } = await traced(run, () =>
    db().$transaction((tx) => publishChanges(tx, { ...run, at: new Date() }), PATIENCE),
  );
  const waiting = await db().dirtyMovie.count({ take: 100 });
  return { published, films: films.length, more, waiting };
}

/**
 * Makes a full edition of one list or of all, from the raw rows.
 * @throws AppError not-found where there is no such list.
 */
export async function publishFullEdition(
  run: Run & {
    list?: string;
    progress?: Progress;
    /** Told, in the same transaction, what was repaired, be it nothing. */
    onRepaired?: (tx: Tx, repaired: Repaired) => Promise<void>;
  },
): Promise<{ published: Published[]; repaired: Repaired }> {
  const { list } = run;
  if (list !== undefined && !(await db().list.findUnique({ where: { slug: list }, select: { id: true } })))
    throw new AppError("not-found", { userMessage: `There is no list named ${list}.` });
  return await traced(run, () =>
    db().$transaction(async (tx) => {
      const made = await publishFull(tx, { ...run, at: new Date() });
      await run.onRepaired?.(tx, made.repaired);
      return made;
    }, PATIENCE),
  );
}

/** Brings the lists whose scores decay to this hour. */
export async function publishDecayed(run: Run): Promise<Published[]> {
  const { published } = await traced(run, async () => ({
    published: await db().$transaction((tx) => publishTrending(tx, { ...run, at: new Date() }), PATIENCE),
  }));
  return published;
}

/** The end of the trace that a click began: the publish, with the editions it made. */
async function traced<Result extends { published: Published[] }>(
  { runId, reason }: Run,
  publish: () => Promise<Result>,
): Promise<Result> {
  return await inSpan(
    "publish",
    { attributes: { "marquee.run": runId, "marquee.reason": reason } },
    async (span) => {
      const result = await publish();
      span.setAttribute(
        "marquee.editions",
        result.published.map(({ list, edition }) => `${list}/${edition}`),
      );
      return result;
    },
  );
}

const DAY = 86_400_000;

/** Arrows compare with a week ago; older movements of a list that changes each hour tell nobody anything. */
const MOVEMENT_DAYS = 8;

/**
 * Removes the inputs of decaying lists that no edition of the last two days is made of, and their old
 * movements. @returns rows removed.
 */
export async function pruneDecayed(now: Date): Promise<number> {
  const before = new Date(now.getTime() - TRENDING_DAYS * DAY);
  const forgotten = await db().$executeRaw`
    delete from entry_history history using list, edition
    where list.kind = 'trending' and history.list_id = list.id
      and edition.list_id = list.id and edition.number = history.edition and edition.published_at < ${before}
      and exists (
        select from entry_history later
        join edition replaced on replaced.list_id = later.list_id and replaced.number = later.edition
        where later.list_id = history.list_id and later.movie_id = history.movie_id
          and later.edition > history.edition and replaced.published_at < ${before})`;
  const moved = await db().$executeRaw`
    delete from movement using list where list.id = movement.list_id and list.kind = 'trending'
      and movement.published_at < ${new Date(now.getTime() - MOVEMENT_DAYS * DAY)}`;
  return forgotten + moved;
}
