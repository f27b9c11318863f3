import { runCommand } from "./refusal";
import { serve } from "./supervisor";

/** `npm start`, and `npm run dev` with `--dev`: serves until Ctrl-C or SIGTERM. */
await runCommand(() => serve(process.argv.includes("--dev") ? "dev" : "start"));
