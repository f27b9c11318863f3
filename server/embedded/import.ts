import { parseArgs } from "node:util";
import { formats, runImport } from "../imports/import";
import { runDatabaseCommand } from "./database-command";

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

await runDatabaseCommand(main);
