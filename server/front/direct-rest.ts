import type { IncomingHttpHeaders } from "node:http";
import { afterDirectWrite } from "../api/after-write";
import { type Body, receive } from "../api/body";
import type { Handler } from "../api/rest";
import { direct } from "../api/v1/direct";
import { writeWhole } from "./document";
import type { Site } from "./front";
import type { Whole } from "./next-site";

const routes = Object.entries(direct).map(([path, handlers]) => ({
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
  handlers: new Map<string, Handler>(Object.entries(handlers)),
}));

/** The parts of a path as they are meant; null where they aren't UTF-8. */
function decoded(parts: Record<string, string>): Record<string, string> | null {
  try {
    return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, decodeURIComponent(part)]));
  } catch {
    return null;
  }
}

/** Node's headers as those of a Request are read; several of a name as one. */
function readerOf(given: IncomingHttpHeaders): Pick<Headers, "get"> {
  return {
    get: (name) => {
      const value = given[name.toLowerCase()];
      return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
    },
  };
}

interface Found {
  handler: Handler;
  /** What the address names. */
  params: Record<string, string>;
}

/** The handler of a call; undefined for what is Next's to answer. */
function find(method: string, url: string): Found | undefined {
  const [path = ""] = url.split("?", 1);
  for (const { pattern, handlers } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    const handler = handlers.get(method === "HEAD" ? "GET" : method);
    const params = decoded({ ...match.groups });
    return handler && params ? { handler, params } : undefined;
  }
  return undefined;
}

interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Body;
}

/** Has a call answered by its handler. */
async function answer({ handler, params }: Found, { url, headers, ...given }: Asked): Promise<Whole> {
  const request = { ...given, url: `http://localhost${url}`, headers: readerOf(headers) };
  const context = { params: Promise.resolve(params), afterWrite: afterDirectWrite };
  const { text, ...answered } = await handler(request, context);
  return { ...answered, bytes: Buffer.from(text ?? "") };
}

/**
 * The site with the reads and the votes of its REST API answered by their handlers, in less than half the time that
 * the way through Next takes. Everything else is Next's: pages, other writes, what isn't there. (docs/decisions/005)
 */
export function withDirectRest(site: Site): Site {
  return {
    get: async (url, headers, remoteAddress) => {
      const found = find("GET", url);
      return found
        ? await answer(found, { method: "GET", url, headers, body: null })
        : await site.get(url, headers, remoteAddress);
    },
    pass: async (request, response) => {
      const { method = "GET", url = "/", headers } = request;
      const found = find(method, url);
      if (!found) return await site.pass(request, response);
      const reads = method === "GET" || method === "HEAD";
      const whole = await answer(found, {
        method,
        url,
        headers,
        body: reads ? null : await receive(request),
      });
      await writeWhole(request, response, whole);
    },
  };
}
