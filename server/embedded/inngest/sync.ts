import type { Logger } from "pino";
import type { App } from "./call";
import { pause } from "./database";

/** How often the app is looked for while it is away, and asked for its functions while it is there. */
export interface SyncPace {
  awayMs: number;
  hereMs: number;
}

/**
 * Keeps the engine and the app in touch: asks the app for its functions until it answers, then every so
 * often, and at once after a call found it away.
 */
export class Sync {
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  #said = "";

  constructor(
    private readonly app: App,
    private readonly pace: SyncPace,
    private readonly log: Logger,
    private readonly onChange: (here: boolean) => void,
  ) {}

  /** Runs until `stop`. */
  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const here = await this.#ask();
      if (this.#stop.signal.aborted) return;
      this.onChange(here);
      this.#hurry = new AbortController();
      const either = AbortSignal.any([this.#stop.signal, this.#hurry.signal]);
      await pause(here ? this.pace.hereMs : this.pace.awayMs, either);
    }
  }

  /** The app was found away: say so, and look for it now. */
  lost(): void {
    this.onChange(false);
    this.#hurry.abort();
  }

  /** Looks no more. */
  stop(): void {
    this.#stop.abort();
  }

  async #ask(): Promise<boolean> {
    try {
      const { status, body } = await this.app.sync();
      if (status === 200) this.#say("info", "the app is in touch");
      else this.#say("error", `the app's sync failed with status ${status}: ${body.slice(0, 1_000)}`);
      return status === 200;
    } catch (error) {
      this.#say("debug", `the app isn't there: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  /** Says each thing once, not four times a second. */
  #say(level: "info" | "error" | "debug", message: string): void {
    if (message === this.#said) return;
    this.#said = message;
    this.log[level](message);
  }
}
