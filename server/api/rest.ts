import { z } from "zod";
import type { Scope } from "../auth/policy";
import { tooManyWrites } from "../auth/rate-limits";
import { countTokenHolder, findTokenHolder, type TokenHolder } from "../auth/tokens";
import { AppError, statusOf } from "../errors";
import type { Viewer } from "../members/schema";
import { withCorrelation } from "../observability/logger";
import { callerOf, inSpan } from "../observability/trace";
import { logRequest } from "../observability/wide-event";
import { type AfterWrite, afterWrite } from "./after-write";
import { toAppError } from "./faults";
import { requestIdOf } from "./request-id";
import { type ApiAnswer, type ApiRequest, responseOf } from "./rest/exchange";
import { parseOrRefuse, queryOf, readJson } from "./rest/input";
import { problem } from "./rest/problem";
import { type Reply, respond } from "./rest/reply";
import { authenticate, authorise, budgetHeaders } from "./rest/token";

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
  request: ApiRequest;
  requestId: string;
  params: Params;
  query: Query;
  body: Body;
  afterWrite: AfterWrite;
}

/** What Next gives a route, what is in it the schemas say; and what follows a write where it isn't Next that asks. */
type Context = { params: Promise<unknown>; afterWrite?: AfterWrite };
/** An operation of the API. */
export type Handler = (request: ApiRequest, context: Context) => Promise<ApiAnswer>;
/** The same for Next. */
export type Route = (request: Request, context: Context) => Promise<Response>;

/** A call that anybody may make. */
export function rest<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  handler: (call: Call<Params, Query, Body>) => Promise<Reply>,
): Handler {
  return edge(async (request, context, requestId) => {
    const call = await read(spec, request, context, requestId);
    return respond(request, await handler(call));
  });
}

/**
 * A call that needs a token with a scope, or any token; other than reads it is counted against its owner's budget,
 * whatever comes of it.
 */
export function restAs<Params, Query, Body>(
  scope: Scope | "any",
  spec: Spec<Params, Query, Body>,
  handler: (call: Call<Params, Query, Body> & { viewer: Viewer }) => Promise<Reply>,
): Handler {
  return edge(async (request, context, requestId, note) => {
    const holder = isRead(request)
      ? await authenticate(request.headers, findTokenHolder)
      : await spend(request, note);
    note.userId = holder.viewer.id;
    authorise(holder, scope);
    const call = await read(spec, request, context, requestId);
    return respond(request, await handler({ ...call, viewer: holder.viewer }));
  });
}

/** Counts a write. @throws AppError unauthenticated, rate-limited */
async function spend(request: ApiRequest, note: Note): Promise<TokenHolder> {
  const holder = await authenticate(request.headers, countTokenHolder);
  note.userId = holder.viewer.id;
  note.headers = budgetHeaders(holder.budget);
  if (!holder.budget.allowed) throw tooManyWrites(holder.budget);
  return holder;
}

function isRead(request: ApiRequest): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

async function read<Params, Query, Body>(
  spec: Spec<Params, Query, Body>,
  request: ApiRequest,
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

type Answer = (request: ApiRequest, context: Context, requestId: string, note: Note) => Promise<ApiAnswer>;

/** What every answer has in common: an id, one line in the log, errors as problems, never a stack. */
function edge(answer: Answer): Handler {
  return async (request, context) => {
    const started = performance.now();
    const requestId = requestIdOf(request.headers);
    return await withCorrelation({ correlationId: requestId }, async () => {
      const note: Note = {};
      const event = { door: "rest", method: request.method, path: new URL(request.url).pathname, requestId };
      const finish = ({ status, headers, text }: ApiAnswer, failure?: AppError) => {
        logRequest({
          ...event,
          status,
          milliseconds: Math.round(10 * (performance.now() - started)) / 10,
          userId: note.userId,
          code: failure?.code,
          error: failure && statusOf[failure.code] >= 500 ? failure.cause : undefined,
        });
        return { status, headers: { ...headers, ...note.headers, "x-request-id": requestId }, text };
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

function routeOf(handler: Handler): Route {
  return async (request, context) => responseOf(await handler(request, context));
}

/** A path's handlers by method, for a route file to export; other methods answer 405 with what is allowed. */
export function route(handlers: Partial<Record<Method, Handler>>) {
  const allowed = [
    ...METHODS.filter((method) => handlers[method]),
    ...(handlers.GET ? ["HEAD"] : []),
    "OPTIONS",
  ];
  const allow = allowed.join(", ");
  const refuse = edge(async (request, _, requestId) => {
    const userMessage = `${request.method} is not possible here; ${allow} are.`;
    const { headers, ...answer } = problem(new AppError("method-not-allowed", { userMessage }), requestId);
    return { ...answer, headers: { ...headers, allow } };
  });
  const tellMethods = edge(async () => ({ status: 204, headers: { allow }, text: null }));
  return {
    GET: routeOf(handlers.GET ?? refuse),
    HEAD: routeOf(handlers.GET ?? refuse),
    POST: routeOf(handlers.POST ?? refuse),
    PUT: routeOf(handlers.PUT ?? refuse),
    PATCH: routeOf(handlers.PATCH ?? refuse),
    DELETE: routeOf(handlers.DELETE ?? refuse),
    OPTIONS: routeOf(tellMethods),
  };
}

/** Under /api/v1, where there is no such path at all. */
export const nowhere: Route = routeOf(
  edge(async () => {
    throw new AppError("not-found", {
      userMessage: "There is nothing at this address. /api/docs shows what there is.",
    });
  }),
);
