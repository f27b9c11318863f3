import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { bodyLength, type PlainGet, readPlainGet } from "./plain-head";
import type { Wire } from "./wire";

const END = Buffer.from("\r\n\r\n");
/** Octets; Node takes heads of twice that. */
const LONGEST_HEAD = 8_192;

/** What must be known of a connection to answer on it beside Node: where messages end, and that none is under way. */
interface Connection {
  /** Octets of the message under way that are still to come; null where that can't be told: then all is Node's. */
  remaining: number | null;
  /** Answers of Node's under way. */
  open: number;
  /** Node has read a request of it, so that its limit of time for the first one is over. */
  met: boolean;
}

/**
 * The short way of answers from memory. To read a request and to write an answer costs Node's HTTP several times what
 * such an answer costs itself: so a plain request for one, and for nothing else, is answered before Node's parser hears
 * of it (docs/decisions/009-the-short-way.md).
 *
 * That parser takes what comes over a connection from its `data` events. Here these are looked at first, while Node has
 * all of the message before and nothing of a next one. What isn't plain goes to the parser as it came, and so does all
 * that follows from it: errors, limits, streams, the end. From where it can't be told where a message ends, the
 * connection is as Node made it.
 */
export class Connections {
  readonly #all = new Map<Socket, Connection>();
  #ending = false;

  /**
   * @param find what is in memory for a request; undefined: nothing that could be given so.
   * @param id makes the ids of answers that have one.
   */
  constructor(
    server: Server,
    private readonly find: (asked: PlainGet) => Wire | undefined,
    private readonly id: () => string,
  ) {
    server.on("connection", (socket: Socket) => this.#watch(socket));
    server.on("request", ({ socket }, response) => this.#note(socket, response));
  }

  /** Ends each connection once no answer is under way on it, after what it was sent last. */
  end(): void {
    this.#ending = true;
    for (const [socket, { open }] of this.#all) if (open === 0) socket.destroySoon();
  }

  #watch(socket: Socket): void {
    const connection: Connection = { remaining: 0, open: 0, met: false };
    this.#all.set(socket, connection);
    socket.once("close", () => this.#all.delete(socket));
    const [parse, ...others] = socket.listeners("data");
    // Another Node may read in another way: then this one does all.
    if (!parse || others.length > 0) connection.remaining = null;
    if (!parse || connection.remaining === null) return;
    const look = (chunk: Buffer) => {
      if (this.#answers(socket, connection, chunk)) return;
      connection.remaining = remainingAfter(chunk, connection.remaining);
      if (connection.remaining === null) {
        socket.off("data", look);
        Reflect.apply(socket.on, socket, ["data", parse]);
      }
      Reflect.apply(parse, socket, [chunk]);
    };
    socket.removeAllListeners("data").on("data", look);
  }

  #note(socket: Socket, response: ServerResponse): void {
    const connection = this.#all.get(socket);
    if (!connection) return;
    connection.open++;
    response.once("close", () => {
      connection.open--;
      connection.met = true;
      if (this.#ending && connection.open === 0) socket.destroySoon();
    });
  }

  /** Answers what has come, where it is one plain request for what is in memory. */
  #answers(socket: Socket, { remaining, open, met }: Connection, chunk: Buffer): boolean {
    // Who hasn't taken the last answer gets the next by Node, which stops reading from such clients.
    if (remaining !== 0 || open > 0 || !met || !socket.writable || socket.writableLength > 0) return false;
    const head = headOf(chunk);
    const asked = head?.length === chunk.length ? readPlainGet(head) : null;
    const wire = asked ? this.find(asked) : undefined;
    if (!wire) return false;
    wire.send(socket, this.id);
    return true;
  }
}

/** A message's head with its empty line, an octet a character; undefined where it isn't whole, or is long. */
function headOf(chunk: Buffer): string | undefined {
  const end = chunk.indexOf(END);
  return end < 0 || end > LONGEST_HEAD ? undefined : chunk.toString("latin1", 0, end + END.length);
}

/** Octets of a message that are still to come after this chunk of it; null where that can't be told. */
function remainingAfter(chunk: Buffer, before: number | null): number | null {
  let expected = before;
  if (before === 0) {
    const head = headOf(chunk);
    const body = head === undefined ? null : bodyLength(head);
    expected = head === undefined || body === null ? null : head.length + body;
  }
  return expected === null || expected < chunk.length ? null : expected - chunk.length;
}
