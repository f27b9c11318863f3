import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { markStale, tags } from "../cache";
import { db } from "../db";
import { migrate } from "../embedded/migrate";
import { startTemporaryPostgres } from "../embedded/temporary-postgres";
import { freshDatabase, loadRivalData } from "./data";
import { measureFreshness } from "./freshness";
import { measure, otherWork, quantile } from "./load";
import { say, sayFresh, sayMeasured, sayStatements } from "./print";
import { largestMegabytes } from "./processes";
import { type Files, rivalIsThere, startFiles, startRival, stopRival } from "./rival";
import { type Site, startSite } from "./site";
import { beginCounting, countStatements, dearestStatements } from "./statements";
import { fileTargets, ownTargets, rivalTargets, votings } from "./targets";

/**
 * `npm run bench [-- --films 3201,100000 --ratings N --workers 1 --rounds 5 --seconds 5 --tries 20
 * --untrained]`: Marquee beside its rival in one run on one PostgreSQL, as many site processes as rival workers; with
 * `--untrained`, and from a million films on, no recommendations are trained first, which takes minutes at 100,000. A
 * benchmark, not a test: it prints.
 */

const { values: flags } = parseArgs({
  options: {
    films: { type: "string", default: "3201,100000" },
    ratings: { type: "string" },
    workers: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    tries: { type: "string", default: "20" },
    untrained: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);
const workers = Number(flags.workers);

/** Publishes a second, for the measurement that counts what is answered from memory meanwhile. */
const PUBLISHES = 50;

/** Lets everything that the code of the site has opened in this process go. */
async function closeDatabase(): Promise<void> {
  await db().$disconnect();
  globalThis.marqueeDatabase = undefined;
  globalThis.marqueePool = undefined;
}

/** The list page while its list is published again and again, as far as caches can tell. */
async function sayUnderPublishing(site: Site): Promise<void> {
  const target = { name: "list page, HTML", url: `${site.url}/lists/all-time`, processes: [site.pid] };
  const before = await site.answers();
  let published = 0;
  const publish = setInterval(() => {
    published++;
    markStale(db(), [tags.list("all-time")]).catch((error: unknown) => say(String(error)));
  }, 1_000 / PUBLISHES);
  const began = performance.now();
  const [measured] = await measure([target], 1, seconds);
  clearInterval(publish);
  const rate = (1_000 * published) / (performance.now() - began);
  const after = await site.answers();
  const kept = (after.kept - before.kept) / Math.max(1, after.all - before.all);
  say(
    `\nWith ${rate.toFixed(0)} publishes a second the list page is answered ${measured?.rate.toFixed(0)} times a second (p99 ${measured?.p99.toFixed(1)} ms), ${(100 * kept).toFixed(2)} % from memory.`,
  );
}

/** Films. */
const MANY = 1_000_000;
/** Milliseconds. */
const LONGEST_TRAINING = 30 * 60_000;

/**
 * Settles when nothing is left to do, the first training included, which a site sets about within a minute of its start.
 * @throws Error when that hasn't ended within half an hour.
 */
async function settle(site: Site): Promise<void> {
  const until = performance.now() + LONGEST_TRAINING;
  const ended = { functionId: "train-recommendations", finishedAt: { not: null } };
  while ((await db().jobRun.count({ where: ended })) === 0) {
    if (performance.now() > until) throw new Error("The first training doesn't end.");
    await pause(1_000);
  }
  await site.settled();
}

/** Keeps sites from training for an hour, as after one that failed: with so many films it takes longer than a bench. */
async function withoutTraining(): Promise<void> {
  const failed = {
    id: "bench",
    functionId: "train-recommendations",
    status: "failed",
    finishedAt: new Date(),
  } as const;
  await db().jobRun.create({ data: failed });
  say("No recommendations are trained.\n");
}

async function benchSize(films: number, work: string): Promise<void> {
  // Enough that page 1,000 is one of ranked films: a film needs five votes, and most have few.
  const ratings = flags.ratings ? Number(flags.ratings) : films < 10_000 ? 100_000 : films * 50;
  const deep = films >= MANY ? 20_000 : Math.min(1_000, Math.floor(films / 100));
  say(
    `\n## ${films.toLocaleString("en")} films, ${ratings.toLocaleString("en")} ratings, ${workers} process${workers > 1 ? "es" : ""} each\n`,
  );
  // What runs is kept by its starter, so another number of workers needs an end first; so does the counting.
  stopRival(work);
  const counting = await countStatements(startRival(work, films, ratings, workers).serverUrl);
  if (!counting) stopRival(work);
  const rival = startRival(work, films, ratings, workers);
  const databaseUrl = await freshDatabase(rival.serverUrl, "marquee_bench");
  await migrate(databaseUrl);
  process.env.DATABASE_URL = databaseUrl;
  await loadRivalData(databaseUrl, rival.data);
  if (films >= MANY || flags.untrained) await withoutTraining();
  // The first start builds; what is measured is a site that has trained its recommendations and settled.
  const first = await startSite(databaseUrl, { workers });
  await settle(first);
  await first.stop();
  const site = await startSite(databaseUrl, { workers });
  let files: Files | undefined;
  try {
    files = await startFiles(work, workers);
    await site.settled();
    await beginCounting(databaseUrl);
    const [theirs, ours] = [
      await rivalTargets(rival, deep),
      await ownTargets(site, deep, [rival.processes.postgres]),
    ];
    const bytes = await fileTargets(files, ours);
    sayMeasured(await measure([...theirs, ...ours, ...bytes], rounds, seconds));
    say();
    sayFresh(await measureFreshness(await votings(site, rival), Number(flags.tries)));
    await sayUnderPublishing(site);
    say(`Ready ${(site.readyAfter / 1_000).toFixed(1)} s after the command, once built.`);
    const [ownMemory, theirMemory] = [site.pid, rival.processes.web].map((pid) => largestMegabytes([pid]));
    say(
      `After all that a site process holds ${ownMemory?.toFixed(0)} MB, a worker of the rival's ${theirMemory?.toFixed(0)} MB.\n`,
    );
    sayStatements(await dearestStatements(databaseUrl));
  } finally {
    await closeDatabase();
    files?.stop();
    await site.stop();
  }
}

/** Without the rival: our own seed on our own PostgreSQL, so that a change can be measured anywhere. */
async function benchAlone(): Promise<void> {
  const server = await startTemporaryPostgres();
  await migrate(server.url);
  process.env.DATABASE_URL = server.url;
  const site = await startSite(server.url, { workers });
  try {
    await settle(site);
    sayMeasured(await measure(await ownTargets(site, 50, []), rounds, seconds));
    await sayUnderPublishing(site);
  } finally {
    await closeDatabase();
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
  `\nOther work on the machine when a measurement began: median ${quantile(otherWork, 0.5).toFixed(0)} % of the processors (${quantile(otherWork, 0).toFixed(0)} % - ${quantile(otherWork, 1).toFixed(0)} %). What the one before had left to do, such as ranking what was voted, was awaited for up to 10 s, and is counted for neither.`,
);
