import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { print } from "./eval/checks";
import { evaluateFully } from "./eval/full";
import { evaluateSmall } from "./eval/small";

/**
 * `npm run eval [-- --data FOLDER]`: the recommender's offline scores beside their demands; fails below them.
 * On MovieLens and Wikipedia where their folder is there, on a planted structure everywhere.
 */
const { values: flags } = parseArgs({
  options: { data: { type: "string", default: join(import.meta.dirname, "../../../shared/data") } },
});

const small = print("Planted structure", evaluateSmall());
let full = true;
if (existsSync(join(flags.data, "ml-latest-small/ratings.csv")))
  full = print("MovieLens latest-small with Wikipedia's texts", evaluateFully(flags.data));
else
  process.stdout.write(
    `\nMovieLens and Wikipedia aren't at ${flags.data}: skipped. Give their folder with --data.\n`,
  );
process.stdout.write(
  `\nMost memory: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB.\n${small && full ? "Every demand is met." : "Demands are missed."}\n`,
);
if (!(small && full)) process.exitCode = 1;
