import { pathToFileURL } from "node:url";
import { withStandingDatabase } from "./database";
import { runCommand } from "./refusal";

/** Runs the script that is the first argument with the database of an installation that is there, in DATABASE_URL. */
await runCommand(() =>
  withStandingDatabase(async (databaseUrl) => {
    process.env.DATABASE_URL = databaseUrl;
    const [script = ""] = process.argv.splice(2, 1);
    await import(pathToFileURL(script).href);
  }),
);
