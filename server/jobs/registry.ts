import { publishDecayedFunction } from "./functions/publish-decayed";
import { publishFullFunction } from "./functions/publish-full";
import { recordCancellationFunction } from "./functions/record-cancellation";
import { recordDeadLetterFunction } from "./functions/record-dead-letter";
import { refreshFilmsFunction } from "./functions/refresh-films";
import { refreshMembersFunction } from "./functions/refresh-members";
import { refreshRankingsFunction } from "./functions/refresh-rankings";
import { replayFunction } from "./functions/replay";
import { sendAlertFunction } from "./functions/send-alert";
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
  sweepFunction,
  recordDeadLetterFunction,
  recordCancellationFunction,
  replayFunction,
  sendAlertFunction,
];
