import { elsewhere } from "./db";

/** Most calls in a batch. */
const MOST = 200;

/** Milliseconds that a batch waits for the one before it: one that is held up, by a lock say, holds no other up. */
const PATIENCE = 10;

interface Waiting<Call, Answer> {
  call: Call;
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}

/**
 * Has calls that come at once answered together, with one statement instead of one each: a call that comes while
 * nothing runs goes at once, those that come meanwhile go together when that has ended. The more come, the larger the
 * batches; nothing waits for a batch to fill, and each call is answered as soon as it can be.
 * @param run answers calls, each by a promise of its own; it always has the primary database.
 * @param ownerOf whose calls go one after the other, in their order; without it all may go together.
 */
export function inBatches<Call, Answer>(
  run: (calls: readonly Call[]) => readonly Promise<Answer>[],
  ownerOf?: (call: Call) => unknown,
): (call: Call) => Promise<Answer> {
  let waiting: Waiting<Call, Answer>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  let scheduled = false;
  const busy = new Set<unknown>();

  function schedule(): void {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    // A turn later: what has arrived by then comes along.
    void Promise.race([before, patience]).then(() => setImmediate(dispatch));
  }

  function dispatch(): void {
    scheduled = false;
    const going: Waiting<Call, Answer>[] = [];
    const staying: Waiting<Call, Answer>[] = [];
    for (const one of waiting) {
      const owner = ownerOf?.(one.call);
      const goes = going.length < MOST && !busy.has(owner);
      (goes ? going : staying).push(one);
      if (goes && owner !== undefined) busy.add(owner);
    }
    waiting = staying;
    if (going.length === 0) return; // Who is busy calls again.
    const begun = elsewhere.exit(async () => run(going.map(({ call }) => call)));
    const answers = going.map(async ({ call }, at) => {
      try {
        const answer = (await begun)[at];
        if (!answer) throw new Error("A call got no answer.");
        return await answer;
      } finally {
        if (busy.delete(ownerOf?.(call))) schedule();
      }
    });
    for (const [at, { resolve, reject }] of going.entries()) answers[at]?.then(resolve, reject);
    before = Promise.allSettled(answers);
    schedule();
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      schedule();
    });
}
