import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { BODY_LIMIT, tooLarge } from "../api/body";
import { cacheClock } from "../cache-clock";
import { AppError } from "../errors";
import { answeredShort, methods } from "../observability/http-metrics";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";
import { answer, answerNow, codingOf } from "./answer";
import { isDocument, takeDocument, writeWhole } from "./document";
import { keep } from "./keep";
import type { Kept } from "./kept";
import { make } from "./making";
import type { NextSite, Whole } from "./next-site";
import type { PlainGet } from "./plain-head";
import { type Kind, publicAddress, varying } from "./public-addresses";
import { refuse, requestId } from "./refusal";
import { plainPolicy, securityHeaders } from "./security";
import type { Wire } from "./wire";

/** What the front needs of Next. */
export type Site = Pick<NextSite, "get" | "pass">;

interface Options {
  site: Site;
  /** Bytes of answers kept. */
  memory: number;
  /** Most answers that Next makes at once; more are refused at once. */
  most: number;
  /** The site's public address. */
  url: URL;
}

/** Public answers whose making is shared, and what came of it: something to keep, or an answer for those who asked. */
interface Address {
  key: string;
  kind: Kind;
}

/** What is asked for, and how. */
type Asked = Pick<IncomingMessage, "url" | "headers">;

type Made = { kept: Kept } | { whole: Whole };

/** How often an answer is made when what it is made of changes meanwhile, before it is given as it is. */
const TRIES = 3;
/**
 * An answer that changes faster than it can be made is then shown for so many times as long as its making took: made
 * without end, it would take the whole process, and still be old when it is read.
 */
const SHOWN_PER_MAKING = 4;

/** Places beside the others, as a share of them, for what the site's own operation asks. */
const RESERVED = 0.5;
/** Answers that stay open for hours and cost nothing meanwhile; they have a limit of their own, here whoever asks. */
const streams = /^\/api\/admin\/runs\/events(?:\?|$)/;
/** Twice as many as the site has for staff (server/api/run-events.ts). */
const MOST_STREAMS = 200;
/** Milliseconds without a byte either way after which a client is gone, and its place free. */
const SILENCE = 70_000;

/**
 * What stands before Next in production. Public answers are kept as bytes and written from memory until something
 * that they are made of changes; one making serves all who wait for it. The rest passes through, with the
 * headers that every answer has.
 */
export class Front {
  readonly #options: Options;
  readonly #always: [string, string][];
  readonly #kept: LRUCache<string, Kept>;
  readonly #pending = new Map<string, Promise<Made>>();
  /** Requests that Next works on. */
  #working = 0;
  #streaming = 0;
  #retiring = false;
  readonly #hits = metrics().pages.labels("hit");
  readonly #misses = metrics().pages.labels("miss");
  readonly #shared = metrics().pages.labels("shared");

  constructor(options: Options) {
    this.#options = options;
    this.#always = securityHeaders(options.url.protocol === "https:");
    this.#kept = new LRUCache({ maxSize: options.memory, sizeCalculation: (kept) => kept.size });
  }

  /** Makes the home page for nobody: its first visitor would wait until a page's code is loaded and has run once. */
  async warm(): Promise<void> {
    const home = { url: "/", headers: {} };
    const address = publicAddress(home.url, home.headers);
    if (address && !this.#kept.has(address.key) && !this.#pending.has(address.key))
      await this.#make(home, address.key, address.kind);
  }

  /** From now on each connection ends with its next answer, so that the process may end. */
  retire(): void {
    this.#retiring = true;
  }

  /** What is in memory for a plain request, in the form that it takes; undefined where `handle` must see to it. */
  recall({ url, acceptEncoding, ifNoneMatch }: PlainGet): Wire | undefined {
    const address = this.#retiring ? null : publicAddress(url, {});
    const kept = address ? this.#kept.get(address.key) : undefined;
    const form = kept?.isFresh() ? kept.ready(codingOf(acceptEncoding)) : undefined;
    if (!address || !kept || !form) return undefined;
    this.#hits.inc();
    const unchanged = ifNoneMatch !== undefined && kept.matches(ifNoneMatch);
    answeredShort(url, unchanged ? 304 : 200);
    const numbered = address.kind === "rest";
    return unchanged ? form.unchangedWire(numbered) : form.wire(numbered);
  }

  /** Answers a request; never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#retiring) response.shouldKeepAlive = false;
    const { url = "/", method, headers } = request;
    // The job engine waits for a step as long as it takes, a training for many minutes; a stream has pauses.
    if (!isOperation(url) && !streams.test(url)) response.setTimeout(SILENCE);
    const reads = method === "GET" || method === "HEAD";
    const address = reads && headers.authorization === undefined ? publicAddress(url, headers) : null;
    const kept = address ? this.#kept.get(address.key) : undefined;
    if (kept?.isFresh()) {
      this.#hits.inc();
      const reply = { request, response, kept, own: ownHeaders(request, address?.kind) };
      if (!answerNow(reply)) this.#settle(answer(reply), request, response);
      return;
    }
    const shared = address !== null && this.#pending.has(address.key);
    if (address) (shared ? this.#shared : this.#misses).inc();
    const fault = unanswerable(method, url);
    if (fault?.code === "method-not-allowed") response.setHeader("Allow", [...methods].join(", "));
    if (fault) refuse(request, response, fault);
    else if (Number(headers["content-length"] ?? 0) > BODY_LIMIT && !isOperation(url))
      refuse(request, response, tooLarge());
    else if (!shared && this.#isFull(url, kept !== undefined)) refuse(request, response, tooMany());
    else {
      const work = address ? this.#public(request, response, address) : this.#personal(request, response);
      this.#settle(work, request, response);
    }
  }

  /** @param known what many were given from memory until it went stale: one making is for all of them. */
  #isFull(url: string, known = false): boolean {
    if (streams.test(url)) return this.#streaming >= MOST_STREAMS;
    const reserved = isOperation(url) ? RESERVED : known ? RESERVED / 2 : 0;
    const places = this.#options.most * (1 + reserved);
    return this.#working >= places;
  }

  async #public(request: IncomingMessage, response: ServerResponse, { key, kind }: Address): Promise<void> {
    const pending = this.#pending.get(key);
    const made = await (pending ?? this.#make(request, key, kind));
    if ("kept" in made) {
      return await answer({ request, response, kept: made.kept, own: ownHeaders(request, kind) });
    }
    // An error, a redirect, or what doesn't say that it is everybody's: an answer for the one who asked.
    if (pending) {
      if (response.closed) return; // gone meanwhile
      if (this.#isFull(request.url ?? "/")) return refuse(request, response, tooMany());
      return await this.#personal(request, response);
    }
    this.#sign(response);
    await writeWhole(request, response, made.whole);
  }

  #make(request: Asked, key: string, kind: Kind): Promise<Made> {
    const making = this.#work(() => this.#makeWhole(request, kind))
      .then((made) => {
        if ("kept" in made && made.kept.isFresh()) this.#kept.set(key, made.kept);
        return made;
      })
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, making);
    return making;
  }

  /** Asks Next, again where something changed meanwhile: whoever asks after a change gets what came after it. */
  async #makeWhole(request: Asked, kind: Kind): Promise<Made> {
    const url = request.url ?? "/";
    for (let tries = 1; ; tries++) {
      const began = cacheClock().now();
      const made = await make(async (making): Promise<Made & { again: boolean }> => {
        const whole = await this.#options.site.get(url, this.#publicHeaders(request, kind), "127.0.0.1");
        const kept = keep(kind, whole, making, this.#always);
        if (kept) return { kept, again: !kept.isFresh() };
        // Another request's render was shared, which says neither since when nor of what it is.
        return { whole, again: kind === "page" && whole.status === 200 && !making.whole };
      });
      if (!made.again) return made;
      if (tries < TRIES) continue;
      if ("kept" in made) made.kept.showFor(SHOWN_PER_MAKING * (cacheClock().now() - began));
      return made;
    }
  }

  /** What a public answer may depend on, and nothing else that came with the request: no cookie, no host. */
  #publicHeaders({ headers }: Asked, kind: Kind): IncomingHttpHeaders {
    const asked = kind === "data" ? ["rsc", ...varying] : kind === "rest" ? ["x-request-id"] : [];
    const given = asked.map((name) => [name, headers[name]]);
    return { host: this.#options.url.host, accept: "*/*", ...Object.fromEntries(given) };
  }

  async #personal(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { site } = this.#options;
    this.#sign(response);
    if (isDocument(request)) {
      const whole = await this.#work(() => make(() => takeDocument(site, request)));
      return await writeWhole(request, response, whole);
    }
    const pass = () => untilClosed(response, site.pass(request, response));
    const { url = "/" } = request;
    if (streams.test(url)) {
      const { socket } = request;
      // When it began, perhaps hours ago, it promised to keep its connection.
      response.once("finish", () => {
        if (this.#retiring) socket.end();
      });
      this.#streaming++;
      return await pass().finally(() => this.#streaming--);
    }
    await this.#work(isApi(request) ? pass : () => make(pass));
  }

  async #work<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#working--;
    }
  }

  #sign(response: ServerResponse): void {
    for (const [name, value] of this.#always) response.setHeader(name, value);
    response.setHeader("Content-Security-Policy", plainPolicy);
  }

  #settle(work: Promise<void>, request: IncomingMessage, response: ServerResponse): void {
    work.catch((error: unknown) => {
      const id = requestId(request);
      const ours = !(error instanceof AppError);
      if (ours) logger.error({ error, requestId: id }, "A request failed in the front.");
      if (response.headersSent) response.end();
      else refuse(request, response, ours ? ourFault() : error, id);
    });
  }
}

/**
 * Settles when an answer has gone out or its client is gone: who leaves at a bad moment leaves Next waiting for
 * ever. @throws what the work throws
 */
async function untilClosed(response: ServerResponse, work: Promise<void>): Promise<void> {
  if (response.closed) return;
  const closed = new Promise<void>((resolve) => response.once("close", resolve));
  await Promise.race([closed, work.then(() => closed)]);
}

const none: readonly string[] = [];

/** What a kept answer says to each who asks. */
function ownHeaders(request: IncomingMessage, kind: Kind | undefined): readonly string[] {
  return kind === "rest" ? ["X-Request-Id", requestId(request)] : none;
}

/** Interfaces for programs share no renders with pages: they read through queries, not through loaders. */
function isApi({ url = "/" }: IncomingMessage): boolean {
  return url.startsWith("/api/");
}

/** What a balancer, Prometheus and the job engine ask, which the crowd must not keep out. */
function isOperation(url: string): boolean {
  return /^\/api\/(?:health\/|metrics$|inngest(?:\?|$))/.test(url);
}

/** What is wrong with a method or an address that nothing here can be; Next would fail over it. */
function unanswerable(method: string | undefined, url: string): AppError | null {
  if (!methods.has(method ?? ""))
    return new AppError("method-not-allowed", { userMessage: `${method} is not possible here.` });
  const [path = ""] = url.split("?", 1);
  try {
    decodeURIComponent(path);
    return null;
  } catch {
    const userMessage =
      "This address is broken: what follows a % in it is no letter. Look where you got it from.";
    return new AppError("malformed", { userMessage });
  }
}

function ourFault(): AppError {
  return new AppError("internal", { userMessage: "Something went wrong on our side. Try again." });
}

/** More than can be done: the sooner that is said, the sooner it is over. */
function tooMany(): AppError {
  const userMessage = "Too many people ask for something at once. Try again in a second.";
  return new AppError("unavailable", { userMessage, retryAfter: 1 });
}
