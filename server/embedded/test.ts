import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseJson } from "./installation";
import { projectRoot } from "./migrations-folder";
import { messageOf, runCommand } from "./refusal";
import { type Counts, count, playwrightCounts, sum, vitestCounts, vitestFailures } from "./test-counts";
import { startTestSite } from "./test-site";

const modules = join(projectRoot, "node_modules");

/** Runs a Node program of node_modules on the terminal. */
async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, [join(modules, program), ...args], {
    cwd: projectRoot,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.once("SIGTERM", forward);
  const [code] = await once(child, "exit");
  process.off("SIGTERM", forward);
  return typeof code === "number" ? code : 1;
}

/** A check that passes or fails as a whole. */
async function check(name: string, work: () => Promise<number>): Promise<Counts> {
  console.log(`\n— ${name}`);
  const passed = (await work()) === 0;
  console.log(passed ? `${name}: passed` : `${name}: FAILED`);
  return count(passed);
}

async function typeCheck(): Promise<number> {
  // Routes' types come from Next; they go stale when pages are renamed.
  rmSync(join(projectRoot, ".next", "types"), { recursive: true, force: true });
  const made = await run("next/dist/bin/next", ["typegen"]);
  return made === 0 ? run("typescript/bin/tsc", ["--noEmit"]) : made;
}

function readReport(file: string): unknown {
  return existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined;
}

async function browserTests(report: string, names: string[]): Promise<Counts> {
  const site = await startTestSite();
  const interrupt = () => void site.stop().then(() => process.exit(130));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    // Named tests run alone; by themselves those that kill the site wait for all the others.
    const alone = names.length > 0 ? ["--no-deps"] : [];
    const args = ["test", "--config", "e2e/playwright.config.ts", ...alone, ...names];
    const env = { MARQUEE_E2E: site.facts, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const code = await run("@playwright/test/cli.js", args, env);
    return playwrightCounts(readReport(report), code);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await site.stop();
  }
}

/**
 * `npm test`: types, lint, unit and database tests, then the browser's tests; the quick ones first. Ends with
 * "N passed, N failed". For developers: `-- --unit`, `-- --e2e`, and names of test files after them.
 */
async function main(): Promise<void> {
  const { values: only, positionals } = parseArgs({
    options: { unit: { type: "boolean" }, e2e: { type: "boolean" } },
    allowPositionals: true,
  });
  const everything = !only.unit && !only.e2e;
  const reports = mkdtempSync(join(tmpdir(), "marquee-test-"));
  const results: Counts[] = [];
  const failures: string[] = [];
  if (everything) {
    results.push(await check("Types", typeCheck));
    results.push(await check("Biome", () => run("@biomejs/biome/bin/biome", ["check", "."])));
    results.push(await check("Knip", () => run("knip/bin/knip.js", [])));
  }
  if (everything || only.unit) {
    console.log("\n— Unit and database tests");
    const file = join(reports, "vitest.json");
    const args = ["run", "--config", "server/vitest.config.ts", "--reporter=default", "--reporter=json"];
    const code = await run("vitest/vitest.mjs", [...args, `--outputFile.json=${file}`, ...positionals]);
    const report = readReport(file);
    results.push(vitestCounts(report, code));
    failures.push(...vitestFailures(report));
  }
  if (everything || only.e2e) {
    console.log("\n— Tests in the browser");
    const tests = browserTests(join(reports, "playwright.json"), positionals);
    results.push(
      await tests.catch((error: unknown) => {
        console.error(messageOf(error));
        return count(false);
      }),
    );
  }
  rmSync(reports, { recursive: true, force: true });
  // The browser's tests have written hundreds of lines since.
  for (const failure of failures) console.log(`Failed: ${failure}`);
  const { passed, failed } = sum(results);
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await runCommand(main);
