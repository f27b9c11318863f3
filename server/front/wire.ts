/** Milliseconds that an idle connection is kept: longer than balancers keep theirs, so that who ends it is never the side that the other sends to. */
export const KEEP_ALIVE = 65_000;

/** The places of what each sending writes anew, as long as every value of theirs. */
const DATE = "Thu, 01 Jan 1970 00:00:00 GMT";
const ID = "00000000-0000-4000-8000-000000000000";

interface Parts {
  status: "200 OK" | "304 Not Modified";
  /** Names and values in turn. */
  headers: readonly string[];
  body: Buffer;
  /** Whether each sending has an id. */
  numbered: boolean;
}

let date: string | undefined;

/** The time of day as HTTP writes it; made once a second, like Node's own. */
function httpDate(): string {
  if (date === undefined) {
    const now = new Date();
    date = now.toUTCString();
    setTimeout(() => {
      date = undefined;
    }, 1_000 - now.getMilliseconds()).unref();
  }
  return date;
}

/** An answer as it goes over the connection: head and body are one piece, so that sending it is one call. */
export class Wire {
  #bytes: Buffer;
  #date = DATE;
  readonly #dateAt: number;
  readonly #idAt: number;
  readonly #bodyAt: number;

  constructor({ status, headers, body, numbered }: Parts) {
    const first = `HTTP/1.1 ${status}\r\nDate: `;
    const id = `${first}${DATE}\r\nX-Request-Id: `;
    const rest = headers.map((part, at) => (at % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join("");
    const kept = `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE / 1_000}\r\n\r\n`;
    const head = Buffer.from(`${numbered ? `${id}${ID}` : `${first}${DATE}`}\r\n${rest}${kept}`, "latin1");
    this.#dateAt = first.length;
    this.#idAt = numbered ? id.length : -1;
    this.#bodyAt = head.length;
    this.#bytes = Buffer.concat([head, body]);
  }

  /** The body's bytes, in the same memory. */
  get body(): Buffer {
    return this.#bytes.subarray(this.#bodyAt);
  }

  /** The bytes to send now, with the time and an id; they are to be sent, or `renew` called, before the next call. */
  stamp(id: () => string): Buffer {
    const now = httpDate();
    if (now !== this.#date) {
      this.#bytes.write(now, this.#dateAt, "latin1");
      this.#date = now;
    }
    if (this.#idAt >= 0) this.#bytes.write(id(), this.#idAt, "latin1");
    return this.#bytes;
  }

  /** Leaves the bytes given last to a connection that hasn't taken all of them yet, and goes on with others. */
  renew(): void {
    this.#bytes = Buffer.from(this.#bytes);
  }
}
