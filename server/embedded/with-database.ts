import { pathToFileURL } from "node:url";
import { withDatabase } from "./database";
import { runCommand } from "./refusal";

/** Runs the script that is the first argument with this installation's database in DATABASE_URL. */
await runCommand(() =>
  withDatabase(async (databaseUrl) => {
    process.env.DATABASE_URL = databaseUrl;
    const [script = ""] = process.argv.splice(2, 1);
    await import(pathToFileURL(script).href);
  }),
);
