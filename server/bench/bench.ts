import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { db } from "../db";
import { migrate } from "../embedded/migrate";
import { startTemporaryPostgres } from "../embedded/temporary-postgres";
import { freshDatabase, loadRivalData } from "./data";
import { measureFreshness, type Voting } from "./freshness";
import { type Measured, measure, otherWork, quantile, type Target } from "./load";
import { type Rival, rivalIsThere, startRival } from "./rival";
import { type Site, startSite } from "./site";

/**
 * `npm run bench [-- --films 3201,100000 --ratings N --rounds 5 --seconds 5 --tries 20]`: Marquee beside its rival in one
 * run on one PostgreSQL, one site process against one rival worker. A benchmark, not a test: it prints.
 */

const { values: flags } = parseArgs({
  options: {
    films: { type: "string", default: "3201,100000" },
    ratings: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    tries: { type: "string", default: "20" },
  },
});
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);

function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

function table(rows: readonly string[][]): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows)
    say(
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    );
}

function report(measured: readonly Measured[]): void {
  table([
    ["", "req/s", "(low - high)", "p50 ms", "p99 ms", "errors", `x ${measured[0]?.name ?? ""}`],
    ...measured.map((one) => [
      one.name,
      one.rate.toFixed(0),
      `(${one.low.toFixed(0)} - ${one.high.toFixed(0)})`,
      one.p50.toFixed(1),
      one.p99.toFixed(1),
      String(one.errors),
      one.ratio.toFixed(2),
    ]),
  ]);
}

const ourPage = z.object({ data: z.array(z.object({ id: z.int(), slug: z.string() })) });
const theirPage = z.object({ results: z.array(z.object({ id: z.int() })) });
const idsOf = (list: readonly { id: number }[]) => list.map((film) => film.id).join();

async function readPage(url: string) {
  return ourPage.parse(await (await fetch(url)).json()).data;
}

function targets(site: Site, rival: Rival, films: number, slug: string): Target[] {
  const deep = Math.min(1_000, Math.floor(films / 100));
  const api = `${site.url}/api/v1/movies`;
  const { token } = site;
  return [
    { name: "rival: list JSON, tuned", url: `${rival.url}/api/movies/?page=1` },
    { name: `rival: tuned, page ${deep}`, url: `${rival.url}/api/movies/?page=${deep}` },
    { name: "rival: list JSON, stock", url: `${rival.url}/api/stock/movies/?page=1` },
    { name: "rival: list JSON, cached in Redis", url: `${rival.url}/api/cached/movies/?page=1` },
    { name: "Marquee: list JSON, uncached", url: `${api}?page=1`, token },
    { name: `Marquee: uncached, page ${deep}`, url: `${api}?page=${deep}`, token },
    { name: "Marquee: list JSON, from memory", url: `${api}?page=1` },
    { name: "Marquee: list page, HTML", url: `${site.url}/lists/all-time` },
    { name: "Marquee: film page, HTML", url: `${site.url}/movies/${slug}` },
    { name: "nginx: the rival's page as a file", url: rival.staticUrl },
  ];
}

/** A film in the middle of a page, for each system. */
async function votings(site: Site, rival: Rival): Promise<Voting[]> {
  const page = 10;
  const ours = `${site.url}/api/v1/movies?page=${page}`;
  const theirs = `${rival.url}/api/movies/?page=${page}`;
  const headers = { authorization: `Bearer ${site.token}` };
  const film = (await readPage(ours))[25];
  const other = theirPage.parse(await (await fetch(theirs)).json()).results[25];
  if (!film || !other) throw new Error("Page 10 holds no 26 films; take more.");
  // Four other films first, so that the fifth vote and those after it count in full.
  for (const { id } of (await readPage(`${site.url}/api/v1/movies?page=2`)).slice(0, 4))
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

async function benchSize(films: number, work: string): Promise<void> {
  // Enough that page 1,000 is one of ranked films: a film needs five votes, and most have few.
  const ratings = flags.ratings ? Number(flags.ratings) : films < 10_000 ? 100_000 : films * 50;
  say(`\n## ${films.toLocaleString("en")} films, ${ratings.toLocaleString("en")} ratings\n`);
  const rival = startRival(work, films, ratings);
  const databaseUrl = await freshDatabase(rival.serverUrl, "marquee_bench");
  await migrate(databaseUrl);
  process.env.DATABASE_URL = databaseUrl;
  await loadRivalData(databaseUrl, rival.data);
  await db().$disconnect();
  globalThis.marqueeDatabase = undefined;
  globalThis.marqueePool = undefined;
  const site = await startSite(databaseUrl);
  try {
    const [first] = await readPage(`${site.url}/api/v1/movies`);
    report(await measure(targets(site, rival, films, first?.slug ?? ""), rounds, seconds));
    say();
    const fresh = await measureFreshness(await votings(site, rival), Number(flags.tries));
    table([
      ["vote to visible", "p50 ms", "p95 ms", "acknowledged p50 ms", "not seen"],
      ...fresh.map((one) => [
        one.name,
        one.p50.toFixed(0),
        one.p95.toFixed(0),
        one.acknowledged.toFixed(1),
        String(one.unseen),
      ]),
    ]);
  } finally {
    await site.stop();
  }
}

/** Without the rival: our own seed on our own PostgreSQL, so that a change can be measured anywhere. */
async function benchAlone(): Promise<void> {
  const server = await startTemporaryPostgres();
  await migrate(server.url);
  const site = await startSite(server.url);
  try {
    const [first] = await readPage(`${site.url}/api/v1/movies`);
    report(
      await measure(
        [
          {
            name: "Marquee: list JSON, uncached",
            url: `${site.url}/api/v1/movies?page=1`,
            token: site.token,
          },
          { name: "Marquee: uncached, page 50", url: `${site.url}/api/v1/movies?page=50`, token: site.token },
          { name: "Marquee: list JSON, from memory", url: `${site.url}/api/v1/movies?page=1` },
          { name: "Marquee: list page, HTML", url: `${site.url}/lists/all-time` },
          { name: "Marquee: film page, HTML", url: `${site.url}/movies/${first?.slug ?? ""}` },
        ],
        rounds,
        seconds,
      ),
    );
  } finally {
    await site.stop();
    await server.stop();
  }
}

say(`# Marquee's bench: ${cpus().length} cores, ${cpus()[0]?.model.trim() ?? "?"}, Node ${process.version}`);
say(`${rounds} rounds of ${seconds} s in turn, wrk with 16 connections on the same machine; medians.`);
if (rivalIsThere() && process.getuid?.() === 0) {
  const work = join(tmpdir(), "marquee-bench-rival");
  for (const films of flags.films.split(",").map(Number)) await benchSize(films, work);
} else {
  say("The rival isn't here (or this isn't root, which it needs): Marquee alone, on its own seed.");
  await benchAlone();
}
say(
  `\nOther work on the machine between the measurements: median ${quantile(otherWork, 0.5).toFixed(0)} % of the processors (${quantile(otherWork, 0).toFixed(0)} % - ${quantile(otherWork, 1).toFixed(0)} %).`,
);
