import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "./installation";
import { isAlive, ownIdentity, type ProcessIdentity, processIdentity } from "./process-identity";
import { codeOf, Refusal } from "./refusal";

function holder(file: string): ProcessIdentity | undefined {
  try {
    return processIdentity.safeParse(parseJson(readFileSync(file, "utf8"))).data;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Takes a data folder for this process; a lock whose process is gone is taken over.
 * @returns a function that gives it back
 * @throws Refusal when another live process has it
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "lock.json");
  const mine = `${file}.${process.pid}`;
  const own = ownIdentity();
  writeFileSync(mine, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        linkSync(mine, file); // Fails when there is one already: that makes it a lock.
        return () => {
          if (holder(file)?.pid === own.pid) rmSync(file, { force: true });
        };
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
      const other = holder(file);
      if (other && isAlive(other)) {
        throw new Refusal(
          `${folder} is in use by another Marquee (process ${other.pid}); stop that one first.`,
        );
      }
      setAside(file);
    }
    throw new Refusal(`${folder} is being taken by another Marquee; try again.`);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes a dead process's lock; what somebody took in between is put back. */
function setAside(file: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    const taken = holder(aside);
    if (taken && isAlive(taken)) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
