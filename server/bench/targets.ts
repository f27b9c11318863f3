import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makeTokenFor } from "../auth/token-requests";
import type { Voting } from "./freshness";
import type { Target } from "./load";
import type { Files, Rival } from "./rival";
import type { Site } from "./site";

const ourPage = z.object({ data: z.array(z.object({ id: z.int(), slug: z.string() })) });
const theirPage = z.object({ results: z.array(z.object({ id: z.int() })) });
const idsOf = (list: readonly { id: number }[]) => list.map((film) => film.id).join();

/** People who vote at once, as many as wrk has connections. */
const VOTERS = 16;
/** Each voter's for each of their films in turn, so that every vote changes what stands. */
const VALUES = [3, 8, 5, 10];

/** The films that are voted on. */
async function pagesOf<Film>(read: (page: number) => Promise<Film[]>): Promise<Film[]> {
  return (await Promise.all([1, 5, 9].map(read))).flat();
}

async function readOurs(url: string) {
  return ourPage.parse(await (await fetch(url)).json()).data;
}

async function readTheirs(url: string) {
  return theirPage.parse(await (await fetch(url)).json()).results;
}

/** Our own addresses: reads by their way of being made, and votes of several people on the films of some pages. */
export async function ownTargets(site: Site, deep: number, postgres: readonly number[]): Promise<Target[]> {
  const api = `${site.url}/api/v1/movies`;
  const processes = [site.pid, ...postgres];
  const { token } = site;
  const films = await pagesOf(async (page) => await readOurs(`${api}?page=${page}`));
  const voters = await Promise.all(Array.from({ length: VOTERS }, (_, at) => voterToken(at)));
  const writes = VALUES.flatMap((value) =>
    films.map(({ id }, at) => ({
      method: "PUT" as const,
      path: `/api/v1/movies/${id}/rating`,
      body: JSON.stringify({ value }),
      token: voters[at % voters.length] ?? token,
    })),
  );
  // A cycle long enough that a film's rating is there when it is withdrawn.
  const passing = (["PUT", "DELETE"] as const).flatMap((method) =>
    films.map(({ id }, at) => ({
      method,
      path: `/api/v1/movies/${id}/rating`,
      body: method === "PUT" ? '{"value":7}' : "",
      token: voters[at % voters.length] ?? token,
    })),
  );
  const word = films[0]?.slug.split("-").find((part) => part.length > 3) ?? "love";
  return [
    { name: "Marquee: list JSON, made anew", url: `${api}?page=1`, token, processes },
    { name: `Marquee: made anew, page ${deep}`, url: `${api}?page=${deep}`, token, processes },
    { name: `Marquee: search for “${word}”, made anew`, url: `${api}?q=${word}`, token, processes },
    { name: "Marquee: film JSON, made anew", url: `${api}/${films[0]?.slug}`, token, processes },
    { name: "Marquee: list JSON, from memory", url: `${api}?page=1`, processes },
    { name: "Marquee: list page, HTML", url: `${site.url}/lists/all-time`, processes },
    { name: "Marquee: film page, HTML", url: `${site.url}/movies/${films[0]?.slug}`, processes },
    { name: "Marquee: a vote, changed", url: `${api}?page=1`, writes, processes },
    { name: "Marquee: a vote, given and withdrawn", url: `${api}?page=1`, writes: passing, processes },
  ];
}

async function voterToken(at: number): Promise<string> {
  const { token } = await makeTokenFor({
    email: `voter-${at}@bench.invalid`,
    role: undefined,
    promote: false,
    scopes: ["ratings:write"],
    name: "bench",
    expiresAt: null,
  });
  return token;
}

/** The rival's addresses, its tuned list first, which the others are compared with. */
export async function rivalTargets({ url, processes }: Rival, deep: number): Promise<Target[]> {
  const served = [processes.web, processes.postgres];
  const films = await pagesOf(async (page) => await readTheirs(`${url}/api/movies/?page=${page}`));
  const writes = VALUES.flatMap((value) =>
    films.map(({ id }, at) => ({
      method: "POST" as const,
      path: `/api/movies/${id}/ratings/`,
      body: JSON.stringify({ user_id: 1_999_000_000 + (at % VOTERS), value }),
    })),
  );
  return [
    { name: "rival: list JSON, tuned", url: `${url}/api/movies/?page=1`, processes: served },
    { name: `rival: tuned, page ${deep}`, url: `${url}/api/movies/?page=${deep}`, processes: served },
    { name: "rival: list JSON, stock", url: `${url}/api/stock/movies/?page=1`, processes: served },
    {
      name: "rival: list JSON, cached in Redis",
      url: `${url}/api/cached/movies/?page=1`,
      processes: [processes.web, processes.redis],
    },
    { name: "rival: a vote, changed", url: `${url}/api/movies/?page=1`, writes, processes: served },
  ];
}

/** nginx with the bytes of our answers from memory as files. */
export async function fileTargets(files: Files, ours: readonly Target[]): Promise<Target[]> {
  const kept = ours.filter(({ name }) => /from memory$|, HTML$/.test(name));
  return await Promise.all(
    kept.map(async ({ name, url }, at) => {
      const bytes = Buffer.from(
        await (await fetch(url, { headers: { "accept-encoding": "identity" } })).arrayBuffer(),
      );
      writeFileSync(join(files.folder, `marquee-${at}`), bytes);
      const size = `${(bytes.byteLength / 1_000).toFixed(0)} kB`;
      const file = `${files.url}/marquee-${at}`;
      return {
        name: `nginx: ${size} as in ${name.replace("Marquee: ", "")}`,
        url: file,
        processes: [files.pid],
      };
    }),
  );
}

/** A film in the middle of a page, for each system. */
export async function votings(site: Site, rival: Rival): Promise<Voting[]> {
  const page = 10;
  const ours = `${site.url}/api/v1/movies?page=${page}`;
  const theirs = `${rival.url}/api/movies/?page=${page}`;
  const headers = { authorization: `Bearer ${site.token}` };
  const film = (await readOurs(ours))[25];
  const other = (await readTheirs(theirs))[25];
  if (!film || !other) throw new Error("Page 10 holds no 26 films; take more.");
  // Four other films first, so that the fifth vote and those after it count in full.
  for (const { id } of (await readOurs(`${site.url}/api/v1/movies?page=2`)).slice(0, 4))
    await fetch(`${site.url}/api/v1/movies/${id}/rating`, {
      method: "PUT",
      headers: { ...headers, "content-type": "application/json" },
      body: '{"value":7}',
    });
  return [
    {
      name: "rival",
      film: other.id,
      look: theirs,
      order: (text) => idsOf(theirPage.parse(JSON.parse(text)).results),
      rate: (id, value) => ({
        method: "POST",
        url: `${rival.url}/api/movies/${id}/ratings/`,
        body: JSON.stringify({ user_id: 1_999_999_999, value }),
      }),
    },
    {
      name: "Marquee",
      film: film.id,
      look: ours,
      order: (text) => idsOf(ourPage.parse(JSON.parse(text)).data),
      headers,
      rate: (id, value) => ({
        method: "PUT",
        url: `${site.url}/api/v1/movies/${id}/rating`,
        body: JSON.stringify({ value }),
      }),
    },
  ];
}
