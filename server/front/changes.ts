import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";
import { type CacheClock, cacheClock } from "../cache-clock";
import { logger } from "../observability/logger";

/** Milliseconds: between two looks at the version, an answer of the database's, before another connection. */
const LOOK_EVERY = 1_000;
const ANSWERS_WITHIN = 1_000;
const RECONNECT_AFTER = 250;

const row = z.object({
  head: z.coerce.number(),
  version: z.coerce.number().nullable(),
  tags: z.array(z.string()).nullable(),
});

/**
 * Tells a clock what went stale, whichever process published it. The truth is the version's row in the database; a
 * notification only says that it is worth a look, and a missed one is made good by the look of each second. A
 * connection that is lost is made anew, and the first look of the next one finds whatever was missed.
 */
export class Changes {
  readonly #stopping = new AbortController();
  #known: number | undefined;
  #client: Client | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  /** The last try went wrong. */
  #blind = false;
  #over: Promise<void> | undefined;

  /** @param url a server itself, or a pooler in session mode: transaction mode has no LISTEN. */
  constructor(
    private readonly url: string,
    private readonly clock: CacheClock,
  ) {}

  /** Settles when the database told where things stand, or didn't; then it is asked again and again. */
  async start(): Promise<void> {
    await this.#connect().catch((error: unknown) => this.#fail(error));
    this.#over = this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#over;
    await this.#client?.end().catch(() => {});
  }

  /** Looks now; what was committed before the call is known when it settles, if the database answers. */
  async look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#looks();
    await this.#looking;
  }

  async #looks(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#read();
      }
    } finally {
      // Here and not a moment later: whoever calls in between would wait for what is over.
      this.#looking = undefined;
    }
  }

  async #read(): Promise<void> {
    const answer = await this.#client?.query(
      `select head.version as head, change.version, change.tags
       from (select coalesce(max(version), 0) as version from cache_version) head
       left join cache_change change on change.version > $1 order by change.version`,
      [this.#known ?? Number.MAX_SAFE_INTEGER],
    );
    const rows = z.array(row).parse(answer?.rows ?? []);
    const [first] = rows;
    if (!first) return;
    const changes = rows.flatMap((one) => (one.version === null ? [] : [one]));
    const head = changes.at(-1)?.version ?? first.head;
    // At first, where some were removed since, and where another database stands behind the address, all counts as new.
    if (changes.length === head - (this.#known ?? Number.NaN))
      this.clock.mark(changes.flatMap((one) => one.tags ?? []));
    else this.clock.markAll();
    this.#known = head;
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: ANSWERS_WITHIN,
      query_timeout: ANSWERS_WITHIN,
      keepAlive: true,
      application_name: "marquee changes",
    });
    const lost = () => this.#lose(client);
    client.on("error", lost).on("end", lost);
    client.on("notification", () => void this.look().catch(lost));
    this.#client = client;
    await client.connect();
    await client.query("listen marquee_cache");
    await this.look();
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    // Without waiting: a connection that is cut off doesn't say goodbye.
    void client.end().catch(() => {});
  }

  #fail(error: unknown): void {
    if (!this.#blind) logger.warn({ error }, "The database doesn't tell what went stale; trying again.");
    this.#blind = true;
    if (this.#client) this.#lose(this.#client);
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await pause(this.#client ? LOOK_EVERY : RECONNECT_AFTER, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await (this.#client ? this.look() : this.#connect());
        if (this.#blind) logger.info({}, "The database tells again what went stale.");
        this.#blind = false;
      } catch (error) {
        this.#fail(error);
      }
    }
  }
}

/** Has this process follow the changes, once; the production front and the development server's start call it. */
export async function followChanges(url: string): Promise<Changes> {
  const changes = new Changes(url, cacheClock());
  await changes.start();
  globalThis.marqueeLearnChanges = () => changes.look().catch(() => {});
  return changes;
}
