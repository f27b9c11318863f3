import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { runTask } from "./child";
import { hintMainScripts } from "./compile-hints";
import { shortHash } from "./installation";
import type { LogFile } from "./log-file";
import { projectRoot } from "./migrations-folder";

/** What a build is made from. */
const sources = [
  "app",
  "components",
  "server",
  "public",
  "prisma/schema",
  "prisma/migrations",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
/** Parts of `server` that neither site nor job engine hold, nor their building takes. */
const notBuilt =
  /^server\/(embedded\/(?!build\.ts$|compile-hints\.ts$|inngest\/(?!harness\.ts$|recorded-app\.ts$|fixtures\/))|testing\/)|\.test\.tsx?$/;

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) yield* filesUnder(child);
    else if (entry.isFile()) yield child;
  }
}

function* sourceFiles(): Generator<string> {
  for (const source of sources) {
    const path = join(projectRoot, source);
    if (/\.\w+$/.test(source)) {
      if (existsSync(path)) yield path;
    } else yield* filesUnder(path);
  }
}

/** A hash of all that a build depends on. */
function fingerprint(): string {
  const sum = createHash("sha256").update(`Node ${process.versions.node.split(".")[0]}\n`);
  for (const file of sourceFiles()) {
    const name = relative(projectRoot, file);
    if (notBuilt.test(name)) continue;
    sum.update(`${name}\0`).update(readFileSync(file)).update("\0");
  }
  return sum.digest("hex");
}

/** The folder of a data folder's build: each has its own, so that two sites may run, and build, beside each other. */
export function buildFolder(dataFolder: string, isDefault: boolean): string {
  return isDefault ? ".next" : `.next-${shortHash(dataFolder)}`;
}

/**
 * What a build makes beside Next's own, as plain JavaScript: under a loader of TypeScript each import that Next does
 * while it answers would go to the loader's thread and back, which costs half a millisecond a request, and the job
 * engine would take longer to start, on the processors on which the site does (docs/decisions/011-what-a-start-loads.md).
 */
const programs = {
  front: "server/front/main.ts",
  engine: "server/embedded/inngest/main.ts",
};

/** The file of a build's program. */
export function builtProgram(folder: string, name: keyof typeof programs): string {
  return join(projectRoot, folder, `${name}.mjs`);
}

interface BuildOptions {
  /** Relative to the project. */
  folder: string;
  env: Record<string, string>;
  log: LogFile;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Builds the site when its sources are others than at the last build. */
export async function buildSite({ folder, env, log, say, signal }: BuildOptions): Promise<void> {
  const stamp = join(projectRoot, folder, "marquee-build");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Building the site (a minute or so) …");
  const began = Date.now();
  rmSync(stamp, { force: true });
  await runTask("The build", { args: ["node_modules/next/dist/bin/next", "build"], env, log }, signal);
  hintMainScripts(join(projectRoot, folder));
  // Here, for loading it takes longer than everything else of a start that builds nothing.
  const { build, stop } = await import("esbuild");
  await build({
    entryPoints: programs,
    absWorkingDir: projectRoot,
    outdir: join(projectRoot, folder),
    chunkNames: "shared-[hash]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    sourcemap: true,
    // Next names no exports, so that Node asks for the files' full names.
    alias: { "next/server": "next/server.js", "next/cache": "next/cache.js" },
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  await stop();
  writeFileSync(stamp, wanted);
  say(`Built in ${Math.round((Date.now() - began) / 1_000)} s.`);
}
