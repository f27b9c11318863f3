import { randomUUID } from "node:crypto";
import { markStale, tags } from "../cache";
import { db } from "../db";
import { recordEvent } from "../events";
import { publishFull } from "../ranking/publish";
import { importMovieLens } from "./movielens";
import { Report, type Voice } from "./report";
import { importWikipedia } from "./wikipedia";

/** The formats that can be imported. */
export const formats = { movielens: importMovieLens, wikipedia: importWikipedia } as const;

/** A full edition may take as long as this, in milliseconds. */
const PATIENCE = { maxWait: 10_000, timeout: 600_000 };

/**
 * Imports films, people and ratings from a folder or file and brings the rankings up to date once, at the
 * end. Each batch stands when it is through: what a crash cut off is done by the same import again.
 * @throws Error where the data can't be read.
 */
export async function runImport(format: keyof typeof formats, path: string, voice: Voice): Promise<Report> {
  const report = new Report(voice);
  await formats[format](path, report);
  if ((await db().dirtyMovie.count()) > 0) {
    voice.say("Computing the rankings …");
    const now = new Date();
    await db().$transaction(async (tx) => {
      await publishFull(tx, { reason: "requested", at: now });
      await recordEvent(tx, "rankings/refresh-requested", { runId: `import-${now.getTime()}` });
      // Films get their vectors and people their lists from a model that knows them.
      await recordEvent(tx, "recommendations/train-requested", { runId: randomUUID(), refit: true });
      // Publishing has noted the lists and films.
      await markStale(tx, [tags.genres(), tags.lists(), tags.missing()]);
    }, PATIENCE);
  }
  return report;
}
