import { cacheClock } from "./cache-clock";
import { logger } from "./observability/logger";

/** Milliseconds that a replica is left alone after it failed. */
const LEFT_ALONE = 1_000;

/** Where the primary's log of changes (WAL) ended, and which cluster it is. */
export interface Place {
  cluster: string;
  /** A log sequence number, as PostgreSQL writes it. */
  end: string;
}

/** What the two servers say. */
interface Servers {
  /** Where the primary's log ends. */
  written: () => Promise<Place>;
  /** Whether the replica has replayed the log up to there. */
  replayed: (place: Place) => Promise<boolean>;
}

/**
 * Which reads a replica may answer. What is read is kept until something newer is known to have changed, so a
 * replica may only be asked once it has all that this process knows of: each time the process's clock is marked, the
 * end of the primary's log is noted, and until the replica has replayed up to there, the primary answers. A replica
 * only goes forward, so one look is enough until the next mark.
 */
export class Freshness {
  /** The clock's marks that `#place` holds. */
  #noted = -1;
  #place: Place | undefined;
  /** The clock's marks that the replica is known to have. */
  #had = -1;
  #notBefore = 0;

  constructor(
    private readonly servers: Servers,
    private readonly marks: () => number = () => cacheClock().marks,
  ) {}

  /** Whether the replica has everything that this process knew of when it asked. Never throws. */
  async hasCaughtUp(): Promise<boolean> {
    const marks = this.marks();
    if (performance.now() < this.#notBefore) return false;
    if (this.#had === marks) return true;
    try {
      if (this.#place === undefined || this.#noted !== marks) {
        const place = await this.servers.written();
        this.#place = place;
        this.#noted = marks;
      }
      if (!(await this.servers.replayed(this.#place))) return false;
      this.#had = marks;
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Something went wrong with the replica: the primary answers for a while. */
  failed(error: unknown): void {
    this.#notBefore = performance.now() + LEFT_ALONE;
    this.#had = -1;
    logger.warn({ error }, "The replica doesn't answer; the primary does meanwhile.");
  }
}
