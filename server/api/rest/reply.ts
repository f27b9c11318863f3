import { etagOf, matches } from "./etag";

/** What a handler answers: a body to be written as JSON, or JSON already (`text`). */
export interface Reply {
  status?: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** What the answer is made of, where it is everybody's: the front keeps it until one of these changes. */
  tags?: readonly string[];
}

/** Read by anybody, asked about each time: an unchanged answer costs a 304. */
const REVALIDATE = "public, max-age=0, must-revalidate";
/** What somebody's token was shown for is theirs, whatever it says. */
const OWN = "private, max-age=0, must-revalidate";

/** The reply as a response; reads get an ETag, and 304 where the client has the same already. */
export function respond(request: Request, reply: Reply): Response {
  const status = reply.status ?? 200;
  const text = reply.text ?? (reply.body === undefined ? null : JSON.stringify(reply.body));
  const headers = new Headers(reply.headers);
  if (text !== null) headers.set("Content-Type", "application/json");
  const reads = request.method === "GET" || request.method === "HEAD";
  if (!reads || status !== 200 || text === null) {
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
    return new Response(text, { status, headers });
  }
  const etag = headers.get("ETag") ?? etagOf(text);
  headers.set("ETag", etag);
  const own = request.headers.has("authorization");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", own ? OWN : REVALIDATE);
  if (reply.tags && !own) headers.set("X-Marquee-Tags", reply.tags.join(","));
  if (!matches(request.headers.get("if-none-match"), etag)) {
    // One write with a known length costs the server less than chunks do.
    const bytes = Buffer.from(text);
    headers.set("Content-Length", String(bytes.byteLength));
    return new Response(bytes, { status, headers });
  }
  headers.delete("Content-Type");
  return new Response(null, { status: 304, headers });
}
