import { AsyncLocalStorage } from "node:async_hooks";
import DataLoader from "dataloader";

/** Most calls in a batch. */
const MOST = 200;

/** Milliseconds that a batch waits for the one before it: what holds that one up, such as a lock, holds nobody else up. */
const PATIENCE = 10;

/**
 * Has calls that come at once answered together, with one statement instead of one each: a call that comes while
 * nothing runs goes at once, those that come meanwhile go together when that has ended. The more come, the larger the
 * batches; nothing waits for a batch to fill.
 * @param run answers calls in their order, an Error for one that failed alone; it runs outside of any caller's context.
 */
export function inBatches<Call, Answer>(
  run: (calls: readonly Call[]) => Promise<readonly (Answer | Error)[]>,
): (call: Call) => Promise<Answer> {
  const outside = AsyncLocalStorage.snapshot();
  let before: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Call, Answer>(
    (calls) => {
      const answers = outside(run, calls);
      before = answers.catch(() => {});
      return answers;
    },
    {
      cache: false,
      maxBatchSize: MOST,
      batchScheduleFn: (dispatch) => {
        const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
        // A turn later: what has arrived by then comes along.
        void Promise.race([before, patience]).then(() => setImmediate(dispatch));
      },
    },
  );
  return (call) => loader.load(call);
}
