import { z } from "zod";
import type { Scope } from "../auth/policy";
import { AppError, statusOf } from "../errors";
import type { Viewer } from "../members/schema";
import { withCorrelation } from "../observability/logger";
import { callerOf, inSpan } from "../observability/trace";
import { logRequest } from "../observability/wide-event";
import { type AfterWrite, afterWrite } from "./after-write";
import { toAppError } from "./faults";
import { requestIdOf } from "./request-id";
import { parseOrRefuse, queryOf, readJson } from "./rest/input";
import { problem } from "./rest/problem";
import { type Reply, respond } from "./rest/reply";
import { authorise, spendWrite } from "./rest/token";

/** What a call takes, each part by its schema; `plain` takes nothing. */
interface Spec<Params, Query, Body> {
  /** Of the path; what doesn't parse is not found. */
  params: z.ZodType<Params>;
  query: z.ZodType<Query>;
  body: z.ZodType<Body>;
}

/** A call without parameters, query or body; spread it and name what there is. */
export const plain = {
  params: z.unknown(),
  query: z.strictObject({}),
  body: z.unknown(),
};

interface Call<Params, Query, Body> {
  request: Request;
  requestId: string;
  params: Params;
  query: Query;
  body: Body;
  afterWrite: AfterWrite;
}

/** What Next gives a route, what is in it the schemas say; and what follows a write where it isn't Next that asks. */
type Context = { params: Promise<unknown>; afterWrite?: AfterWrite };
export type Route = (request: Request, context: Context) => Promise<Response>;

/** A call that anybody may make. */
export function rest<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  handler: (call: Call<Params, Query, Body>) => Promise<Reply>,
): Route {
  return edge(async (request, context, requestId) => {
    const call = await read(spec, request, context, requestId);
    return respond(request, await handler(call));
  });
}

/** A call that needs a token with a scope, or any token; other than reads it is counted against its owner's budget. */
export function restAs<Params, Query, Body>(
  scope: Scope | "any",
  spec: Spec<Params, Query, Body>,
  handler: (call: Call<Params, Query, Body> & { viewer: Viewer }) => Promise<Reply>,
): Route {
  return edge(async (request, context, requestId, note) => {
    const viewer = await authorise(request.headers, scope);
    note.userId = viewer.id;
    const { headers, spent } = isRead(request) ? READS : await spendWrite(viewer.id);
    note.headers = headers;
    if (spent) throw spent;
    const call = await read(spec, request, context, requestId);
    return respond(request, await handler({ ...call, viewer }));
  });
}

function isRead(request: Request): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

const READS = { headers: {}, spent: null };

async function read<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  request: Request,
  context: Context,
  requestId: string,
): Promise<Call<Params, Query, Body>> {
  const params = spec.params.safeParse(await context.params);
  if (!params.success) throw new AppError("not-found", { userMessage: "There is nothing at this address." });
  const query = parseOrRefuse(spec.query, queryOf(new URL(request.url)), "The query");
  const writes = !isRead(request) && request.method !== "DELETE";
  const json = writes ? await readJson(request) : undefined;
  if (writes && json === undefined && !spec.body.safeParse(undefined).success)
    throw new AppError("malformed", { userMessage: "The body is missing. Send JSON." });
  const body = parseOrRefuse(spec.body, json, "The body");
  return {
    request,
    requestId,
    params: params.data,
    query,
    body,
    afterWrite: context.afterWrite ?? afterWrite,
  };
}

interface Note {
  userId?: number;
  headers?: Record<string, string>;
}

type Answer = (request: Request, context: Context, requestId: string, note: Note) => Promise<Response>;

/** What every answer has in common: an id, one line in the log, errors as problems, never a stack. */
function edge(answer: Answer): Route {
  return async (request, context) => {
    const started = performance.now();
    const requestId = requestIdOf(request.headers);
    return await withCorrelation({ correlationId: requestId }, async () => {
      const note: Note = {};
      const event = { door: "rest", method: request.method, path: new URL(request.url).pathname, requestId };
      const finish = (response: Response, failure?: AppError) => {
        response.headers.set("X-Request-Id", requestId);
        for (const [name, value] of Object.entries(note.headers ?? {})) response.headers.set(name, value);
        logRequest({
          ...event,
          status: response.status,
          milliseconds: Math.round(10 * (performance.now() - started)) / 10,
          userId: note.userId,
          code: failure?.code,
          error: failure && statusOf[failure.code] >= 500 ? failure.cause : undefined,
        });
        return response;
      };
      const attributes = { "http.request.method": request.method, "marquee.request": requestId };
      const span = { kind: "server" as const, attributes, parent: callerOf(request.headers) };
      return await inSpan(`rest ${request.method}`, span, async () => {
        try {
          return finish(await answer(request, context, requestId, note));
        } catch (error) {
          const failure = toAppError(error);
          return finish(problem(failure, requestId), failure);
        }
      });
    });
  };
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/** A path's handlers by method, for a route file to export; other methods answer 405 with what is allowed. */
export function route(handlers: Partial<Record<Method, Route>>) {
  const allowed = [
    ...METHODS.filter((method) => handlers[method]),
    ...(handlers.GET ? ["HEAD"] : []),
    "OPTIONS",
  ];
  const allow = allowed.join(", ");
  const refuse = edge(async (request, _, requestId) => {
    const userMessage = `${request.method} is not possible here; ${allow} are.`;
    const response = problem(new AppError("method-not-allowed", { userMessage }), requestId);
    response.headers.set("Allow", allow);
    return response;
  });
  const tellMethods = edge(async () => new Response(null, { status: 204, headers: { Allow: allow } }));
  return {
    GET: handlers.GET ?? refuse,
    HEAD: handlers.GET ?? refuse,
    POST: handlers.POST ?? refuse,
    PUT: handlers.PUT ?? refuse,
    PATCH: handlers.PATCH ?? refuse,
    DELETE: handlers.DELETE ?? refuse,
    OPTIONS: tellMethods,
  };
}

/** Under /api/v1, where there is no such path at all. */
export const nowhere: Route = edge(async () => {
  throw new AppError("not-found", {
    userMessage: "There is nothing at this address. /api/docs shows what there is.",
  });
});
