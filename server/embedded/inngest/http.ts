import http from "node:http";
import type pg from "pg";
import type { Logger } from "pino";
import { z } from "zod";
import { keepCheckpoint } from "./checkpoint";
import { acceptEvents } from "./events";
import { checkpoint, incomingEvents } from "./protocol";
import { RefusedRegistration, type Registry } from "./registry";
import { findRun } from "./runs";
import { hashSigningKey, sameSecret } from "./signature";

const MOST_EVENT_BYTES = 4 * 1024 * 1024;
const MOST_BYTES = 32 * 1024 * 1024;

/** What the HTTP side needs of the engine. */
export interface Doors {
  pool: pg.Pool;
  registry: Registry;
  eventKey: string;
  signingKey: string;
  log: Logger;
  /** Told after each commit that may have made something due. */
  onWork: () => void;
  /** Told after a sync that changed functions. */
  onFunctions: () => void;
  health: () => Promise<unknown>;
}

interface Reply {
  status: number;
  body: unknown;
}

class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function readJson(request: http.IncomingMessage, most: number): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    // The rest of a body that is too large is read and thrown away, so that its sender gets to read the reply.
    if (size <= most) pieces.push(bytes);
  }
  if (size > most) throw new HttpError(413, `The body is larger than ${most} bytes.`);
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    throw new HttpError(400, "The body isn't JSON.");
  }
}

function parse<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw new HttpError(400, z.prettifyError(parsed.error));
  return parsed.data;
}

function authorise(doors: Doors, request: http.IncomingMessage): void {
  const given = request.headers.authorization ?? "";
  if (!sameSecret(given, `Bearer ${hashSigningKey(doors.signingKey)}`)) {
    throw new HttpError(401, "The signing key isn't this engine's.");
  }
}

async function takeEvents(doors: Doors, request: http.IncomingMessage, key: string): Promise<Reply> {
  if (!sameSecret(key, doors.eventKey)) throw new HttpError(401, "The event key isn't this engine's.");
  if (!doors.registry.synced)
    throw new HttpError(503, "The app hasn't registered its functions with this engine yet. Try again soon.");
  const events = parse(incomingEvents, await readJson(request, MOST_EVENT_BYTES));
  const seed = z.string().optional().parse(request.headers["x-inngest-event-id-seed"]);
  const ids = await acceptEvents(doors.pool, doors.registry.functions, events, seed);
  doors.onWork();
  return { status: 200, body: { ids, status: 200 } };
}

async function register(doors: Doors, request: http.IncomingMessage): Promise<Reply> {
  authorise(doors, request);
  try {
    const modified = await doors.registry.register(await readJson(request, MOST_BYTES));
    if (modified) doors.onFunctions();
    return { status: 200, body: { ok: true, status: 200, modified } };
  } catch (error) {
    if (!(error instanceof RefusedRegistration)) throw error;
    // The app's own refusals come four times a second and are said once, where its sync fails.
    doors.log.debug({ reason: error.message }, "a registration was refused");
    return {
      status: error.status,
      body: { ok: false, status: error.status, error: error.message, modified: false },
    };
  }
}

async function takeCheckpoint(doors: Doors, request: http.IncomingMessage, runId: string): Promise<Reply> {
  authorise(doors, request);
  const body = parse(checkpoint, await readJson(request, MOST_BYTES));
  const kept = body.run_id === runId && (await keepCheckpoint(doors.pool, body));
  return kept
    ? { status: 200, body: {} }
    : { status: 409, body: { error: "This call is late: the run goes on elsewhere." } };
}

/** How a run stands, as Inngest's REST API tells it. */
async function tellRun(doors: Doors, request: http.IncomingMessage, runId: string): Promise<Reply> {
  authorise(doors, request);
  const found = await findRun(doors.pool, runId);
  if (!found) throw new HttpError(404, "There is no such run, or it ended long ago.");
  return { status: 200, body: { data: found } };
}

async function route(doors: Doors, request: http.IncomingMessage): Promise<Reply> {
  const { pathname } = new URL(request.url ?? "/", "http://engine");
  const [, first = "", second = "", third = "", fourth] = pathname.split("/").map(decodeURIComponent);
  if (request.method === "GET" && pathname === "/health") {
    return { status: 200, body: await doors.health() };
  }
  if (request.method === "POST" && first === "e" && third === "") return takeEvents(doors, request, second);
  if (request.method === "POST" && pathname === "/fn/register") return register(doors, request);
  if (request.method === "POST" && first === "v1" && second === "checkpoint" && fourth === "async") {
    return takeCheckpoint(doors, request, third);
  }
  if (request.method === "GET" && first === "v1" && second === "runs" && fourth === undefined) {
    return tellRun(doors, request, third);
  }
  throw new HttpError(404, `The embedded engine has no ${request.method} ${pathname}.`);
}

/** The engine's HTTP server; not listening yet. */
export function createServer(doors: Doors): http.Server {
  const server = http.createServer((request, response) => {
    const send = ({ status, body }: Reply) => {
      response.writeHead(status, { "content-type": "application/json", "x-inngest-server-kind": "cloud" });
      response.end(JSON.stringify(body));
    };
    route(doors, request).then(send, (error: unknown) => {
      const status = error instanceof HttpError ? error.status : 500;
      if (status === 500) doors.log.error({ err: error }, "a request failed");
      send({
        status,
        body: { error: error instanceof HttpError ? error.message : "The engine failed.", status },
      });
    });
  });
  // Longer than the SDK keeps an idle connection, so that it never sends into one that is closing.
  server.keepAliveTimeout = 65_000;
  return server;
}
