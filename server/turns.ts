import type { AppError } from "./errors";

interface Most {
  /** Pieces of work at a time. */
  running: number;
  /** Others that may wait for their turn. */
  waiting: number;
  /** How long they wait, in milliseconds. */
  patience: number;
}

/** Lets some pieces of work run at a time, has some others wait, and refuses the rest: dear work leaves room for all else. */
export class Turns {
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly most: Most,
    private readonly refusal: () => AppError,
  ) {}

  /**
   * Runs the work in its turn.
   * @throws AppError the refusal, where too many wait, or the turn doesn't come in time.
   */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.most.running) this.#running += 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Settles when somebody's turn has ended, whose place this one takes. */
  async #wait(): Promise<void> {
    if (this.#waiting.size >= this.most.waiting) throw this.refusal();
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(begin);
        reject(this.refusal());
      }, this.most.patience);
      this.#waiting.add(begin);
    });
  }
}
