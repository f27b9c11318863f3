import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseJson, writeSecret } from "./installation";
import { identify, isAlive, ownIdentity, processIdentity, signal, waitForEnd } from "./process-identity";
import { codeOf, messageOf, Refusal } from "./refusal";

const runningSchema = z.object({
  supervisor: processIdentity,
  mode: z.enum(["start", "dev"]),
  /** The site's address as people type it. */
  url: z.string(),
  port: z.number(),
  /** Holds the password: the file has mode 600. */
  databaseUrl: z.string(),
  /** The embedded database server's port; absent with a database of one's own. */
  databasePort: z.number().optional(),
  /** The embedded job engine's port; absent with an Inngest of one's own. */
  enginePort: z.number().optional(),
  children: z.record(z.string(), processIdentity),
});
/** What runs on a data folder at the moment: `running.json` in it. */
export type Running = z.infer<typeof runningSchema>;

const fileOf = (folder: string) => join(folder, "running.json");

type Facts = Omit<Running, "supervisor" | "children" | "databasePort" | "enginePort"> & {
  databasePort: number | undefined;
  enginePort: number | undefined;
};

/** Keeps `running.json` true: the facts once they are known, the children as they come. */
export class Note {
  private facts: Facts | undefined;
  private readonly children: Running["children"] = {};

  constructor(private readonly folder: string) {}

  /** Writes down what runs. */
  write(facts: Facts): void {
    this.facts = facts;
    this.save();
  }

  /** A function that takes down a child's process number. */
  child(name: string): (pid: number) => void {
    return (pid) => {
      const identity = identify(pid);
      if (identity) this.children[name] = identity;
      this.save();
    };
  }

  private save(): void {
    if (!this.facts) return;
    const running = { supervisor: ownIdentity(), ...this.facts, children: this.children };
    writeSecret(fileOf(this.folder), `${JSON.stringify(running, null, 2)}\n`);
  }
}

/** Says that nothing runs any more. */
export function clearRunning(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

function read(folder: string): Running | undefined {
  try {
    return runningSchema.safeParse(parseJson(readFileSync(fileOf(folder), "utf8"))).data;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new Refusal(`${fileOf(folder)} can't be read: ${messageOf(error)}.`, error);
  }
}

/** What runs on the folder; undefined when nothing does. */
export function readRunning(folder: string): Running | undefined {
  const running = read(folder);
  return running && isAlive(running.supervisor) ? running : undefined;
}

/** Ends what a killed supervisor left behind; call it with the folder's lock held. */
export async function endLeftovers(folder: string, say: (line: string) => void): Promise<void> {
  const running = read(folder);
  if (!running) return;
  for (const [name, child] of Object.entries(running.children)) {
    if (name === "database" || !isAlive(child)) continue; // The database is stopped by its own start.
    say(`Ending the ${name} that an earlier run left behind (process ${child.pid}).`);
    signal(child, "SIGTERM");
    if (!(await waitForEnd(child, 5_000))) signal(child, "SIGKILL");
  }
  clearRunning(folder);
}
