import { publishDecayedFunction } from "./functions/publish-decayed";
import { publishFullFunction } from "./functions/publish-full";
import { recordDeadLetterFunction } from "./functions/record-dead-letter";
import { refreshRankingsFunction } from "./functions/refresh-rankings";
import { sweepFunction } from "./functions/sweep";

/** Every function that the job engine may call. */
export const functions = [
  refreshRankingsFunction,
  publishDecayedFunction,
  publishFullFunction,
  sweepFunction,
  recordDeadLetterFunction,
];
