import { etagOf, matches, REVALIDATE } from "./etag";
import { type ApiAnswer, type ApiRequest, lowerCase } from "./exchange";

/** What a handler answers: a body to be written as JSON, or JSON already (`text`). */
export interface Reply {
  status?: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** What the answer is made of, where it is everybody's: the front keeps it until one of these changes. */
  tags?: readonly string[];
}

/** What somebody's token was shown for is theirs, whatever it says. */
const OWN = "private, max-age=0, must-revalidate";

/** The reply as an answer; reads get an ETag, and 304 where the client has the same already. */
export function respond({ method, headers: asked }: ApiRequest, reply: Reply): ApiAnswer {
  const status = reply.status ?? 200;
  const text = reply.text ?? (reply.body === undefined ? null : JSON.stringify(reply.body));
  const type = text === null ? {} : { "content-type": "application/json" };
  const given = lowerCase(reply.headers);
  const reads = method === "GET" || method === "HEAD";
  if (!reads || status !== 200 || text === null)
    return { status, headers: { ...type, "cache-control": "no-store", ...given }, text };
  const own = asked.get("authorization") !== null;
  const etag = given.etag ?? etagOf(text);
  const headers = {
    etag,
    "cache-control": own ? OWN : REVALIDATE,
    ...(reply.tags && !own && { "x-marquee-tags": reply.tags.join(",") }),
    ...given,
  };
  if (matches(asked.get("if-none-match"), etag)) return { status: 304, headers, text: null };
  return { status, headers: { ...type, ...headers }, text };
}
