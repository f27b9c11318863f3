import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { addressOf } from "../auth/address";
import { getViewer } from "../auth/session";
import { AppError, statusOf } from "../errors";
import { withCorrelation } from "../observability/logger";
import { callerOf, inSpan } from "../observability/trace";
import { logRequest } from "../observability/wide-event";
import { afterWrite } from "./after-write";
import { readText } from "./body";
import { requestIdOf } from "./request-id";
import { appRouter } from "./root";
import { MOST_CALLS } from "./schema";

const ENDPOINT = "/api/trpc";

/** A request of another site's page, sent with this site's cookies: browsers say so themselves. */
function isForeign(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site === "cross-site" || site === "same-site";
}

/** Answers a call of procedures: one wide event each, never cached, at most 1 MB in. */
export async function handleTrpc(request: Request): Promise<Response> {
  const started = performance.now();
  const requestId = requestIdOf(request.headers);
  const path = new URL(request.url).pathname.slice(ENDPOINT.length + 1);
  const attributes = { "http.request.method": request.method, "marquee.request": requestId };
  const span = { kind: "server" as const, attributes, parent: callerOf(request.headers) };
  const response = await withCorrelation({ correlationId: requestId }, () =>
    inSpan(`trpc ${path}`, span, () => answer(request, requestId)),
  );
  response.headers.set("X-Request-Id", requestId);
  response.headers.set("Cache-Control", "no-store");
  const milliseconds = Math.round(performance.now() - started);
  const { method } = request;
  logRequest({
    door: "trpc",
    method,
    path: `${ENDPOINT}/${path}`,
    status: response.status,
    milliseconds,
    requestId,
  });
  return response;
}

/** Says when to come back, where a call of the batch was refused for now. */
function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const waits = errors.flatMap(({ cause }) => (cause instanceof AppError ? (cause.retryAfter ?? []) : []));
  return waits.length > 0 ? { "Retry-After": String(Math.max(...waits)) } : {};
}

async function answer(request: Request, requestId: string): Promise<Response> {
  if (request.method === "POST" && isForeign(request.headers))
    return Response.json({ error: { message: "Calls from other sites are refused." } }, { status: 403 });
  try {
    const { url, method, headers, signal } = request;
    const body = method === "POST" ? { body: await readText(request) } : {};
    return await fetchRequestHandler({
      endpoint: ENDPOINT,
      req: new Request(url, { method, headers, signal, ...body }),
      router: appRouter,
      maxBatchSize: MOST_CALLS,
      responseMeta: ({ errors }) => ({ headers: retryAfter(errors) }),
      createContext: async () => ({
        viewer: await getViewer(),
        requestId,
        address: addressOf(headers),
        afterWrite,
      }),
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Response.json({ error: { message: error.userMessage } }, { status: statusOf[error.code] });
  }
}
