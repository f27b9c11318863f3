import pg from "pg";
import type { Logger } from "pino";
import type { Answer } from "./answer";
import { applyAnswer, type Rules } from "./apply";
import type { App, Call } from "./call";
import { type Claim, claim } from "./claim";
import { ClockWatch, takeBack } from "./clock";
import { pause, transaction } from "./database";
import { keepTime } from "./events";
import { engineError } from "./protocol";
import { noteStart } from "./runs";
import { remember } from "./steps";

const LONGEST_TIMER_MS = 3_600_000;
/** How often a call may meet something else than the app's SDK before it costs an attempt: about a minute. */
const MOST_DODGES = 30;
/** The class of PostgreSQL's errors about values. */
const DATA_EXCEPTION = "22";

/** How many calls of a lane are under way, and whose lane it is. */
interface Lane {
  count: number;
  functionId: string;
}

/**
 * Takes what is due off the queue and gives it to the app. Woken by every commit that may have made something
 * due, and by a timer for what becomes due by itself: it never polls.
 */
export class Dispatcher {
  readonly #underWay = new Set<Promise<void>>();
  readonly #busy = new Map<string, Lane>();
  readonly #dodges = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #clock = new ClockWatch();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #wanted = false;
  #here = false;
  #over = false;

  constructor(
    private readonly rules: Rules,
    private readonly app: App,
    private readonly slots: number,
    private readonly log: Logger,
    /** Told when a call found the app away, so that someone looks for its return. */
    private readonly onAway: () => void,
    /** Told when the database couldn't be written to for a minute: a fresh engine takes up what was lost. */
    private readonly onBroken: (error: Error) => void,
  ) {}

  /** Says whether the app is there; calls are made only while it is. */
  set appIsHere(here: boolean) {
    this.#here = here;
    if (here) this.wake();
  }

  /** Whether the app is there. */
  get appIsHere(): boolean {
    return this.#here;
  }

  /** Something may be due: look now. */
  wake(): void {
    this.#wanted = true;
    if (!this.#looking) void this.#look();
  }

  /** Takes no more, and waits up to `graceMs` for the answers of calls under way to be applied. */
  async stop(graceMs: number): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    const grace = new AbortController();
    await Promise.race([Promise.all(this.#underWay), pause(graceMs, grace.signal)]);
    grace.abort();
    this.#over = true;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#wanted && !this.#stop.signal.aborted) {
      this.#wanted = false;
      try {
        await this.#takeDue();
      } catch (error) {
        this.log.error({ err: error }, "couldn't look at the queue; trying again");
        await pause(500, this.#stop.signal);
        this.#wanted = true;
      }
    }
    this.#looking = false;
  }

  async #takeDue(): Promise<void> {
    const back = this.#clock.setBack();
    if (back > 0) {
      this.log.warn({ milliseconds: back }, "the clock was set back; what was planned by it moves with it");
      await takeBack(this.rules.pool, back);
    }
    const free = this.slots - this.#underWay.size;
    if (free <= 0) return;
    const found = await claim(this.rules.pool, free, this.#here, this.#busy, this.#fullLanes());
    // What was taken just as the engine was told to stop is taken again by the next one.
    if (this.#stop.signal.aborted) return;
    for (const job of found.calls) this.#start(job);
    for (const wait of found.expired) this.#track(this.#expire(wait));
    if (found.more) this.#wanted = true;
    if (found.nextAt !== undefined) await this.#plan(found.nextAt);
  }

  async #plan(nextAt: number): Promise<void> {
    const delay = nextAt - Date.now();
    if (delay <= 0) {
      await keepTime(this.rules.pool, this.rules.functions());
      this.#wanted = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.min(delay + 1, LONGEST_TIMER_MS));
  }

  #fullLanes(): string[] {
    return [...this.#busy].flatMap(([lane, { count, functionId }]) => {
      const limit = this.rules.functions().get(functionId)?.concurrency?.limit;
      return limit !== undefined && count >= limit ? [lane] : [];
    });
  }

  #start(job: Claim["calls"][number]): void {
    const { lane } = job;
    const add = (more: number) => {
      if (lane === null) return;
      const count = (this.#busy.get(lane)?.count ?? 0) + more;
      if (count > 0) this.#busy.set(lane, { count, functionId: job.functionId });
      else this.#busy.delete(lane);
    };
    add(1);
    this.#track(this.#run(job).finally(() => add(-1)));
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#underWay.delete(tracked);
      this.wake();
    });
    this.#underWay.add(tracked);
  }

  async #run(job: Claim["calls"][number]): Promise<void> {
    const fn = this.rules.functions().get(job.functionId);
    const first = job.stepId === "step" && job.attempt === 0 && job.steps.length === 0;
    if (fn?.timeouts && first) {
      const finish = fn.timeouts.finish;
      await this.#persist(() => noteStart(this.rules.pool, job.runId, finish));
    }
    await this.#execute({ ...job, maxAttempts: fn?.maxAttempts ?? 1 }, fn !== undefined);
  }

  async #execute(call: Call, known: boolean): Promise<void> {
    const answer: Answer = known
      ? await this.app.call(call)
      : {
          kind: "error",
          error: engineError("The function is gone from the app."),
          retry: false,
          retryAfterMs: undefined,
        };
    // What broke because this engine ends is taken again by the next one, at no cost.
    if ((answer.kind === "broken" || answer.kind === "cut") && this.#stop.signal.aborted) return;
    const { runId, functionId, stepId, attempt } = call;
    const about = { runId, functionId, stepId, attempt };
    if (answer.kind === "away") {
      this.log.warn({ ...about, reason: answer.reason }, "the app is away");
      if (this.#here) this.onAway();
      await this.#persist(() => this.#giveBack(call, answer));
      return;
    }
    this.#dodges.delete(call.jobId);
    const applied = await this.#persist(() => this.#apply(call, answer));
    if (applied === false) this.log.info(about, "a late answer was dropped");
    else if (answer.kind === "broken" || answer.kind === "cut")
      this.log.warn(
        { ...about, reason: answer.reason },
        `a call ${answer.kind === "cut" ? "was cut" : "broke"}`,
      );
    else if (answer.kind === "error") {
      this.log.warn({ ...about, error: answer.error.message, retry: answer.retry }, "a call failed");
    }
  }

  /** Applies an answer; one that PostgreSQL can't keep as it is fails its run by name. */
  async #apply(call: Call, answer: Exclude<Answer, { kind: "away" }>): Promise<boolean> {
    try {
      return await applyAnswer(this.rules, call, answer);
    } catch (fault) {
      if (!(fault instanceof pg.DatabaseError && fault.code?.startsWith(DATA_EXCEPTION))) throw fault;
      this.log.error({ err: fault, runId: call.runId }, "what a call gave can't be kept");
      const error = engineError(`What the call gave can't be kept: ${fault.message}`);
      return applyAnswer(this.rules, call, { kind: "error", error, retry: false, retryAfterMs: undefined });
    }
  }

  /**
   * Puts a call back on the queue without counting an attempt. Where something answers in the app's place, a
   * broken route perhaps, the call waits a little longer each time, and in the end does cost an attempt.
   */
  async #giveBack(call: Call, away: Extract<Answer, { kind: "away" }>): Promise<void> {
    const dodges = away.answered ? (this.#dodges.get(call.jobId) ?? 0) + 1 : 0;
    if (dodges > MOST_DODGES) {
      this.#dodges.delete(call.jobId);
      await applyAnswer(this.rules, call, { kind: "broken", reason: away.reason });
      return;
    }
    if (dodges > 0) this.#dodges.set(call.jobId, dodges);
    await this.rules.pool.query(
      `UPDATE jobs SET running = false, due_at = due_at + $3 * interval '1 ms', rank = rank + $3
       WHERE id = $1 AND generation = $2`,
      [call.jobId, call.generation, dodges > 0 ? Math.min(100 * 2 ** dodges, 2_000) : 0],
    );
  }

  async #expire({ kind, runId, stepId }: Claim["expired"][number]): Promise<void> {
    const value =
      kind === "invoke" ? { error: engineError("The invoked function didn't end in time.") } : null;
    await this.#persist(() => transaction(this.rules.pool, (tx) => remember(tx, runId, stepId, value)));
  }

  /** What the app has done must not be lost by a hiccup of the database: tries until it is written. */
  async #persist<T>(write: () => Promise<T>): Promise<T | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (this.#over) return undefined;
        this.log.error({ err: error, tries }, "couldn't write to the database; trying again");
        if (tries >= 20) {
          this.onBroken(error instanceof Error ? error : new Error(String(error)));
          return undefined;
        }
        await pause(Math.min(100 * 2 ** tries, 5_000), new AbortController().signal);
      }
    }
  }
}
