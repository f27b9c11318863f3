import { withDatabase } from "./database";
import { dataFolder, readAdminPassword } from "./installation";
import { runCommand } from "./refusal";
import { runSeed } from "./run-seed";

/** `npm run seed`: adds the films and the demo community where they are missing; beside a running site too. */
await runCommand(() =>
  withDatabase((databaseUrl) => runSeed(databaseUrl, process.argv.slice(2), readAdminPassword(dataFolder()))),
);
