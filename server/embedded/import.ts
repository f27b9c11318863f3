import { parseArgs } from "node:util";
import { formats, runImport } from "../imports/import";

/**
 * npm run import -- --format movielens|wikipedia PATH
 *
 * Puts films, people and ratings of another data set in, beside a running site too. DATABASE_URL comes from
 * the wrapper that calls this.
 */

const USAGE = `npm run import -- --format ${Object.keys(formats).join("|")} PATH`;

function isFormat(name: string): name is keyof typeof formats {
  return Object.hasOwn(formats, name);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { format: { type: "string" } },
    allowPositionals: true,
  });
  const [path] = positionals;
  const format = values.format ?? "";
  if (!path || !isFormat(format)) throw new Error(USAGE);
  const report = await runImport(format, path, { say: console.log, tell: console.error });
  console.log(report.sum());
  if (report.failed > 0)
    console.log("What was left out is named above. Put it right and run the same import again.");
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await globalThis.marqueeDatabase?.$disconnect();
}
