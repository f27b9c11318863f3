import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { logger } from "../observability/logger";

/** Milliseconds before what ended or didn't start is tried again. */
const AGAIN_AFTER = 500;

/** Several site processes on one port, under this one, which hands them the connections. */
export class Workers {
  #stopping = false;
  readonly #answering = new Set<Worker>();
  readonly #retired = new WeakSet<Worker>();
  #replacing: Promise<void> | undefined;

  /** @param count how many. */
  constructor(private readonly count: number) {}

  /**
   * Settles when one answers: the first starts alone, which is there sooner so, and the others come up beside it.
   * @throws Error where that one ends before it does
   */
  async start(): Promise<void> {
    await this.#fork();
    for (let further = 1; further < this.count; further++) void this.#add();
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
    const old = [...this.#answering];
    for (const worker of old) {
      if (this.#stopping) return;
      if (!this.#answering.has(worker)) continue; // It ended by itself, and has a successor.
      const successor = await this.#fork({ MARQUEE_SUCCESSOR: "1" });
      await this.#retire(this.#answering.has(worker) ? worker : successor);
    }
    logger.info({ processes: old.length }, "All site processes were replaced.");
  }

  /** Starts one; it answers when this settles, and has a successor when it ends by itself. @throws Error where it ends before */
  async #fork(environment: Record<string, string> = {}): Promise<Worker> {
    const worker = cluster.fork(environment);
    const ended = once(worker, "exit");
    const tooSoon = ended.then(() => {
      throw new Error("A site process ended before it answered.");
    });
    await Promise.race([once(worker, "listening"), tooSoon]);
    this.#answering.add(worker);
    tooSoon.catch(() => this.#follow(worker));
    return worker;
  }

  async #follow(worker: Worker): Promise<void> {
    this.#answering.delete(worker);
    if (this.#stopping || this.#retired.has(worker)) return;
    const { pid, exitCode: code, signalCode: signal } = worker.process;
    logger.error({ pid, code, signal }, "A site process ended; another one follows.");
    await pause(AGAIN_AFTER);
    await this.#add();
  }

  async #retire(worker: Worker): Promise<void> {
    if (worker.isDead()) return;
    const ended = once(worker, "exit");
    this.#retired.add(worker);
    worker.send("retire");
    await ended;
  }

  /** Starts one, however many tries that takes. */
  async #add(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#fork();
        return;
      } catch (error) {
        if (!this.#stopping) logger.error({ error }, "A site process doesn't start; trying again.");
        await pause(AGAIN_AFTER);
      }
    }
  }
}

function living(): Worker[] {
  return Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
}
