import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import inject from "light-my-request";
import next from "next";
import { toldOthers } from "./cache-control";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An answer of Next's as a whole, uncompressed. */
export interface Whole {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  bytes: Buffer;
}

/** Next's own request handler, for requests as they come and for answers taken whole. */
export class NextSite {
  readonly #handler: Handler;

  private constructor(
    handler: Handler,
    /** Waits for what Next does after answers, as sending events, and ends it. */
    readonly close: () => Promise<void>,
  ) {
    this.#handler = handler;
  }

  /** @param address where the site listens, for the addresses that Next makes. */
  static async load(dir: string, address: { hostname: string; port: number }): Promise<NextSite> {
    const app = next({ dev: false, dir, quiet: true, ...address });
    await app.prepare();
    const handler = app.getRequestHandler();
    return new NextSite(
      (request, response) => handler(request, response),
      () => app.close(),
    );
  }

  /** Passes a request on as it is. */
  async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      setHeader(name, name.toLowerCase() === "cache-control" ? toldOthers(String(value)) : value);
    await this.#handler(request, response);
  }

  /** Has Next answer a GET without a connection. @param remoteAddress of the client. */
  async get(url: string, headers: IncomingHttpHeaders, remoteAddress: string): Promise<Whole> {
    const given = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const answered = await inject((request, response) => void this.#inject(request, response), {
      method: "GET",
      url,
      headers: given,
      remoteAddress,
    });
    const named = Object.entries(answered.headers).flatMap(([name, value]): [string, string | string[]][] =>
      value === undefined ? [] : [[name, typeof value === "number" ? String(value) : value]],
    );
    return { status: answered.statusCode, headers: Object.fromEntries(named), bytes: answered.rawPayload };
  }

  async #inject(request: unknown, response: unknown): Promise<void> {
    await Reflect.apply(this.#handler, undefined, [request, response]);
  }
}
