import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { db } from "../db";
import { migrate } from "../embedded/migrate";
import { startTemporaryPostgres } from "../embedded/temporary-postgres";
import { recordEvent } from "../events";
import { markMembers } from "../recommendations/commands";
import { findModels, findStaleMembers, findStandingModel } from "../recommendations/queries";
import { quantile } from "./load";
import { loadWorld } from "./recs/load";
import { measureReads, measureSizes } from "./recs/reads";
import { measureRecall } from "./recs/recall";
import { compareUnderTraining } from "./recs/under-training";
import { fromFilm, fromRating, trainings, until } from "./recs/until";
import { watchParts } from "./recs/watch";
import { filmOf } from "./recs/world";
import { type Site, startSite } from "./site";

/**
 * `npm run bench:recs [-- --films 100000 --people 10000 --ratings 1000000 --seed 1 --rate 40 --rounds 20]`: the
 * recommender at size, with the site as `npm start` runs it on generated films and ratings. It prints.
 */

const { values: flags } = parseArgs({
  options: {
    films: { type: "string", default: "100000" },
    people: { type: "string", default: "10000" },
    ratings: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    /** Requests a second while p99 is compared, and the most rounds of it. */
    rate: { type: "string", default: "40" },
    rounds: { type: "string", default: "20" },
    /** People whose lists are made. */
    lists: { type: "string", default: "500" },
  },
});
const size = {
  films: Number(flags.films),
  people: Number(flags.people),
  ratings: Number(flags.ratings),
  seed: Number(flags.seed),
};
const lists = Math.min(Number(flags.lists), size.people);

const HOUR = 3_600_000;
const TRIES = 10;
const SECONDS_A_ROUND = 5;

function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** A line with its demand: "wanted ≤ X: met". */
function row(name: string, value: number, unit: string, most?: number): void {
  const text = `${value.toFixed(value < 10 ? 2 : 0)}${unit}`;
  const wanted = most === undefined ? "" : `   wanted ≤ ${most}${unit}: ${value <= most ? "met" : "MISSED"}`;
  say(`${name.padEnd(54)}${text.padStart(12)}${wanted}`);
}

function load(): string {
  return loadavg()
    .map((one) => one.toFixed(1))
    .join(" ");
}

/** Waits for the end of one training more than had ended, and prints its parts. */
async function trainAndTell(site: Site, ended: number): Promise<number> {
  const watch = watchParts(site.pid);
  try {
    await until("a training", HOUR, async () => {
      const now = await trainings();
      return now.ended > ended && now.running === 0;
    });
  } finally {
    watch.stop();
  }
  if ((await trainings()).failed > 0) throw new Error("The training failed; the site's log says why.");
  const { models } = await findModels(1);
  const [model] = models;
  if (!model) throw new Error("The training left no model.");
  say(`model ${model.id}, ${model.kind}, ${model.status}: ${model.verdict}`);
  say(
    `NDCG@10 ${model.metrics?.ndcg10.toFixed(4)}, popularity ${model.metrics?.popularityNdcg10.toFixed(4)}`,
  );
  const parts = watch.parts().filter(({ name }) => name !== "waiting");
  for (const { name, seconds, megabytes } of parts) {
    row(name, seconds, " s");
    row("  at most in memory", megabytes, " MB");
  }
  row("content vectors of all films", model.seconds.content ?? Number.NaN, " s", 120);
  row(
    "a training on the whole",
    parts.reduce((sum, part) => sum + part.seconds, 0),
    " s",
  );
  row("at most in memory", Math.max(...parts.map((part) => part.megabytes)), " MB");
  return model.id;
}

async function tellLists(site: Site): Promise<number[]> {
  const userIds = Array.from({ length: lists }, (_, at) => at + 1);
  await db().$transaction((tx) => markMembers(tx, userIds));
  // Somebody's rating wakes the job; their own list is made before and after.
  await fromRating(site, 1, 8);
  const began = performance.now();
  await db().$transaction((tx) => markMembers(tx, userIds));
  await fromRating(site, 2, 8);
  await until("lists", HOUR, async () => (await findStaleMembers(1)).length === 0);
  row(`lists of ${lists} people, each`, (performance.now() - began) / lists, " ms");
  return userIds;
}

async function tellFreshness(site: Site): Promise<void> {
  const rating: number[] = [];
  const film: number[] = [];
  for (let at = 0; at < TRIES; at++) {
    rating.push(await fromRating(site, 1 + at * 40, 9));
    const { title, ...text } = filmOf({ ...size, seed: size.seed + 1 }, at);
    film.push(await fromFilm(site, { ...text, title: `${title} anew`, allowDuplicate: true }));
  }
  row("new rating to a refreshed list, p50", quantile(rating, 0.5), " ms");
  row("new rating to a refreshed list, the longest", Math.max(...rating), " ms");
  row("new film to its similar films, p50", quantile(film, 0.5), " ms");
  row("new film to its similar films, the longest", Math.max(...film), " ms", 5_000);
}

async function tellUnderTraining(site: Site): Promise<void> {
  const { ended } = await trainings();
  await db().$transaction((tx) =>
    recordEvent(tx, "recommendations/train-requested", { runId: "bench", refit: true }),
  );
  const api = `${site.url}/api/v1/movies`;
  await until("a training's beginning", HOUR, async () => (await trainings()).running > 0);
  const { training, idle, ratio, rounds } = await compareUnderTraining(
    site.pid,
    [
      { url: `${site.url}/lists/all-time` },
      { url: `${site.url}/movies/film-1-${filmOf(size, 0).year}` },
      { url: `${api}?page=1`, token: site.token },
      { url: `${api}/41/similar` },
      { url: `${site.url}/api/v1/me/recommendations`, token: site.token },
    ],
    { perSecond: Number(flags.rate), seconds: SECONDS_A_ROUND, most: Number(flags.rounds) },
  );
  say(`${rounds} rounds of ${SECONDS_A_ROUND} s with and without, ${flags.rate} requests a second, in turn`);
  for (const [name, one] of Object.entries({ "while it trains": training, "while it is held": idle })) {
    row(`${name}: p50`, quantile(one.times, 0.5), " ms");
    row(`${name}: p99`, quantile(one.times, 0.99), " ms");
    row(`${name}: errors`, one.errors, "", 0);
  }
  row("p99 while it trains / while it is held", ratio, " ×", 1.5);
  await until("its end", HOUR, async () => (await trainings()).ended > ended);
}

const number = (value: number) => value.toLocaleString("en");
say(`# bench:recs: ${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, load ${load()}`);
const server = await startTemporaryPostgres();
try {
  await migrate(server.url);
  process.env.DATABASE_URL = server.url;
  const began = performance.now();
  const { ratings } = await loadWorld(server.url, size);
  say(
    `${number(size.films)} films, ${number(size.people)} people, ${number(ratings)} ratings, loaded in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
  );
  const site = await startSite(server.url, { role: "editor", scopes: "movies:write,ratings:write" });
  try {
    say(`\n## The first training, which the site begins by itself\n`);
    const modelId = await trainAndTell(site, 0);
    if ((await findStandingModel())?.id !== modelId) throw new Error("The model isn't published.");
    for (const { name, megabytes } of await measureSizes()) row(`stored: ${name}`, megabytes, " MB");
    const recall = await measureRecall(modelId);
    row(`neighbours missed of the first 10, of ${recall.films} films`, 100 * (1 - recall.ten), " %", 5);
    row("neighbours missed of the first 24", 100 * (1 - recall.all), " %");
    say("\n## Serving\n");
    const userIds = await tellLists(site);
    const movieIds = userIds.map((id) => 1 + ((id * 7_919) % size.films));
    for (const { name, times } of await measureReads(userIds, movieIds)) {
      row(`${name}, p50`, quantile(times, 0.5), " ms");
      row(`${name}, p95`, quantile(times, 0.95), " ms", name.endsWith("key") ? 10 : undefined);
    }
    await tellFreshness(site);
    say("\n## The site while it trains\n");
    await tellUnderTraining(site);
    say(`\nload at the end: ${load()}`);
  } finally {
    await site.stop();
  }
} finally {
  await db().$disconnect();
  await server.stop();
}
