import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { db } from "../../db";
import type { Site } from "../site";

/** Milliseconds until something holds, asked every 20 ms. @throws Error after `most` ms. */
export async function until(what: string, most: number, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > most) throw new Error(`${what}: not within ${most / 1_000} s.`);
    await pause(20);
  }
  return performance.now() - began;
}

/** Runs of the training that have ended, and whether one is under way. */
export async function trainings(): Promise<{ ended: number; running: number; failed: number }> {
  const [row] = await db().$queryRaw<{ ended: number; running: number; failed: number }[]>`
    select count(*) filter (where status not in ('queued', 'running'))::int as ended,
      count(*) filter (where status in ('queued', 'running'))::int as running,
      count(*) filter (where status = 'failed')::int as failed
    from job_run where function_id = 'train-recommendations'`;
  return row ?? { ended: 0, running: 0, failed: 0 };
}

const list = z.object({ stale: z.boolean(), computedAt: z.string().nullable(), data: z.array(z.unknown()) });
const made = z.object({ data: z.object({ id: z.int() }).optional(), id: z.int().optional() });

function headers({ token }: Site): Record<string, string> {
  return { authorization: `Bearer ${token}`, "content-type": "application/json" };
}

/** Milliseconds from sending a rating to a list that was made after it. */
export async function fromRating(site: Site, movieId: number, value: number): Promise<number> {
  const own = async () =>
    list.parse(
      await (await fetch(`${site.url}/api/v1/me/recommendations`, { headers: headers(site) })).json(),
    );
  const before = (await own()).computedAt;
  const began = performance.now();
  const answer = await fetch(`${site.url}/api/v1/movies/${movieId}/rating`, {
    method: "PUT",
    headers: headers(site),
    body: JSON.stringify({ value }),
  });
  if (!answer.ok) throw new Error(`The site refuses the rating: ${answer.status} ${await answer.text()}`);
  await until("a list after the rating", 60_000, async () => {
    const now = await own();
    return !now.stale && now.computedAt !== before && now.data.length > 0;
  });
  return performance.now() - began;
}

/** Milliseconds from sending a new film to its similar films. */
export async function fromFilm(site: Site, film: object): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${site.url}/api/v1/movies`, {
    method: "POST",
    headers: headers(site),
    body: JSON.stringify(film),
  });
  if (!answer.ok) throw new Error(`The site refuses the film: ${answer.status} ${await answer.text()}`);
  const body = made.parse(await answer.json());
  const url = `${site.url}/api/v1/movies/${body.data?.id ?? body.id ?? 0}/similar`;
  await until("similar films of a new one", 60_000, async () => {
    const found = z.object({ data: z.array(z.unknown()) }).parse(await (await fetch(url)).json());
    return found.data.length > 0;
  });
  return performance.now() - began;
}
