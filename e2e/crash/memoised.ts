import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { database } from "../api/tokens";
import { site } from "../site";

/** Has the engine's database note when it kept which step of which run, for as long as it lives. */
export async function watchKeptSteps(): Promise<void> {
  const db = database();
  await db.$executeRaw`create table crash_kept (run_id text, hash text, kept_at timestamptz default clock_timestamp())`;
  await db.$executeRaw`
    create function crash_keep() returns trigger language plpgsql as $$
    begin insert into public.crash_kept (run_id, hash) values (new.run_id, new.id); return null; end $$`;
  await db.$executeRaw`
    create trigger crash_keep after insert on inngest_engine.steps for each row execute function public.crash_keep()`;
}

/** Ends that. */
export async function forgetKeptSteps(): Promise<void> {
  const db = database();
  await db.$executeRaw`drop trigger if exists crash_keep on inngest_engine.steps`;
  await db.$executeRaw`drop function if exists crash_keep`;
  await db.$executeRaw`drop table if exists crash_kept`;
}

const beginning = z.object({
  "@timestamp": z.iso.datetime(),
  "labels.run_id": z.string(),
  "labels.step_id": z.string(),
  "marquee.hash": z.string(),
});

/** The site's lines about steps that began. The supervisor writes them at once: none is lost in a crash. */
function begunSteps(): z.infer<typeof beginning>[] {
  const folder = join(site().dataFolder, "logs");
  const read = (file: string) => {
    try {
      return readFileSync(join(folder, file), "utf8");
    } catch {
      return ""; // The log was never long enough for a second file.
    }
  };
  return `${read("site.log.1")}\n${read("site.log")}`
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}") && line.includes('"A step begins."'))
    .map((line) => beginning.parse(JSON.parse(line)));
}

/** Steps that began although the engine had kept them, and how many began in all. */
export async function findRepeated(): Promise<{ begun: number; repeated: string[] }> {
  const kept = await database().$queryRaw<{ run_id: string; hash: string; kept_at: Date }[]>`
    select run_id, hash, kept_at from crash_kept`;
  const at = new Map(kept.map((one) => [`${one.run_id} ${one.hash}`, one.kept_at]));
  const begun = begunSteps();
  const repeated = begun.filter((line) => {
    const keptAt = at.get(`${line["labels.run_id"]} ${line["marquee.hash"]}`);
    return keptAt !== undefined && keptAt < new Date(line["@timestamp"]);
  });
  return {
    begun: begun.length,
    repeated: repeated.map((line) => `${line["labels.run_id"]} ${line["labels.step_id"]}`),
  };
}
