import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { logger } from "../observability/logger";

/** Milliseconds before a process that ended by itself has its successor. */
const AGAIN_AFTER = 500;

/** Several site processes on one port, under this one, which hands them the connections. */
export class Workers {
  #stopping = false;
  readonly #retired = new WeakSet<Worker>();
  #replacing: Promise<void> | undefined;

  /** @param count how many. */
  constructor(private readonly count: number) {}

  /** Settles when all of them answer. @throws Error where one ends before it does */
  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.count }, () => this.#fork()));
    cluster.on("exit", (worker, code, signal) => {
      if (this.#stopping || this.#retired.has(worker)) return;
      logger.error({ pid: worker.process.pid, code, signal }, "A site process ended; another one follows.");
      void this.#succeed();
    });
  }

  /**
   * Replaces one after the other: a new one answers before an old one takes no more, and that ends when its
   * last answer is given. Calls that come meanwhile share it.
   */
  replaceAll(): Promise<void> {
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  /** Has all of them finish what they do, and end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = living().map((worker) => {
      const exit = once(worker, "exit");
      worker.process.kill("SIGTERM");
      return exit;
    });
    await Promise.all(ended);
  }

  async #replace(): Promise<void> {
    const old = living();
    for (const worker of old) {
      if (this.#stopping) return;
      await this.#fork({ MARQUEE_SUCCESSOR: "1" });
      await this.#retire(worker);
    }
    logger.info({ processes: old.length }, "All site processes were replaced.");
  }

  async #fork(environment: Record<string, string> = {}): Promise<void> {
    const worker = cluster.fork(environment);
    const ended = once(worker, "exit").then(() => {
      throw new Error("A site process ended before it answered.");
    });
    await Promise.race([once(worker, "listening"), ended]);
    ended.catch(() => {});
  }

  async #retire(worker: Worker): Promise<void> {
    const ended = once(worker, "exit");
    this.#retired.add(worker);
    worker.send("retire");
    await ended;
  }

  async #succeed(): Promise<void> {
    while (!this.#stopping) {
      await pause(AGAIN_AFTER);
      try {
        if (!this.#stopping) await this.#fork();
        return;
      } catch (error) {
        logger.error({ error }, "A site process doesn't start; trying again.");
      }
    }
  }
}

function living(): Worker[] {
  return Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
}
