import type { Socket } from "node:net";

/**
 * Milliseconds that an idle connection is kept: longer than balancers keep theirs, so that who ends it is never the side
 * that the other sends to.
 */
export const KEEP_ALIVE = 65_000;

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

interface Parts {
  status: "200 OK" | "304 Not Modified";
  /** Names and values in turn, such as Node takes. */
  headers: readonly string[];
  body: Buffer | undefined;
  /** Whether each sending has an id. */
  numbered: boolean;
}

/** An answer as it goes over a connection. Its body is sent as it lies in memory, however many clients wait for it. */
export class Wire {
  readonly #before: string;
  readonly #after: string;
  readonly #body: Buffer | undefined;
  readonly #numbered: boolean;

  constructor({ status, headers, body, numbered }: Parts) {
    const fields = headers.map((part, at) => (at % 2 === 0 ? `\r\n${part}: ` : part)).join("");
    this.#before = `HTTP/1.1 ${status}\r\nDate: `;
    this.#after = `${fields}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE / 1_000}\r\n\r\n`;
    this.#body = body;
    this.#numbered = numbered;
  }

  /** Sends it, head and body at once. @param id makes the answer's, where it has one. */
  send(socket: Pick<Socket, "cork" | "write" | "uncork">, id: () => string): void {
    const own = this.#numbered ? `${httpDate()}\r\nX-Request-Id: ${id()}` : httpDate();
    socket.cork();
    socket.write(this.#before + own + this.#after, "latin1");
    if (this.#body) socket.write(this.#body);
    socket.uncork();
  }
}
