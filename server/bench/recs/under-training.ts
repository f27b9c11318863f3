import { quantile } from "../load";
import { type Asked, askAtRate, type Paced } from "./paced";
import { recommendersOf } from "./watch";

/** p99 of the site while a training computes and while the same training is held, in turn. */
export interface Compared {
  training: Paced;
  idle: Paced;
  rounds: number;
  /** Of the p99 of all requests; a round alone has too few for one. */
  ratio: number;
}

/** What only waits, or serves members, isn't the training. */
const NOT_TRAINING = ["waiting", "lists of members", "vectors of films"];

function trainingOf(site: number): number[] {
  return recommendersOf(site)
    .filter(({ doing }) => !NOT_TRAINING.includes(doing))
    .map(({ pid }) => pid);
}

const pool = (all: readonly Paced[]): Paced => ({
  times: all.flatMap((one) => one.times),
  errors: all.reduce((sum, one) => sum + one.errors, 0),
});

/**
 * Asks at a fixed rate, some seconds with the training's processes at work and some with them stopped
 * (SIGSTOP), and so on as long as the training lasts: whatever else the machine does falls on both alike.
 */
export async function compareUnderTraining(
  site: number,
  asked: readonly Asked[],
  { perSecond, seconds, most }: { perSecond: number; seconds: number; most: number },
): Promise<Compared> {
  const during: Paced[] = [];
  const idle: Paced[] = [];
  await askAtRate(asked, perSecond, seconds); // compiled and cached as it will be
  for (let round = 0; round < most; round++) {
    const busy = await askAtRate(asked, perSecond, seconds);
    const pids = trainingOf(site);
    if (pids.length === 0) break; // it ended in this round, which is neither
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    try {
      idle.push(await askAtRate(asked, perSecond, seconds));
    } finally {
      for (const pid of pids) process.kill(pid, "SIGCONT");
    }
    during.push(busy);
  }
  const training = pool(during);
  const held = pool(idle);
  const ratio = quantile(training.times, 0.99) / quantile(held.times, 0.99);
  return { training, idle: held, rounds: during.length, ratio };
}
