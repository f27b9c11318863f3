import { publishDecayedFunction } from "./functions/publish-decayed";
import { publishFullFunction } from "./functions/publish-full";
import { recordDeadLetterFunction } from "./functions/record-dead-letter";
import { refreshFilmsFunction } from "./functions/refresh-films";
import { refreshMembersFunction } from "./functions/refresh-members";
import { refreshRankingsFunction } from "./functions/refresh-rankings";
import { settlePagesFunction } from "./functions/settle-pages";
import { sweepFunction } from "./functions/sweep";
import { trainRecommendationsFunction } from "./functions/train-recommendations";

/** Every function that the job engine may call. */
export const functions = [
  refreshRankingsFunction,
  publishDecayedFunction,
  publishFullFunction,
  refreshMembersFunction,
  refreshFilmsFunction,
  trainRecommendationsFunction,
  settlePagesFunction,
  sweepFunction,
  recordDeadLetterFunction,
];
