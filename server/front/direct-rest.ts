import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { afterDirectWrite } from "../api/after-write";
import { readBytes } from "../api/body";
import type { Route } from "../api/rest";
import { direct } from "../api/v1/direct";
import { writeWhole } from "./document";
import type { Site } from "./front";
import type { Whole } from "./next-site";

const routes = Object.entries(direct).map(([path, handlers]) => ({
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
  handlers: new Map<string, Route>(Object.entries(handlers)),
}));

/** The parts of a path as they are meant; null where they aren't UTF-8. */
function decoded(parts: Record<string, string>): Record<string, string> | null {
  try {
    return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, decodeURIComponent(part)]));
  } catch {
    return null;
  }
}

function toHeaders(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    if (typeof value === "string") headers.set(name, value);
    else if (value) for (const one of value) headers.append(name, one);
  return headers;
}

interface Found {
  route: Route;
  /** What the address names. */
  params: Record<string, string>;
}

/** The handler of a call; undefined for what is Next's to answer. */
function find(method: string, url: string): Found | undefined {
  const [path = ""] = url.split("?", 1);
  for (const { pattern, handlers } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    const route = handlers.get(method === "HEAD" ? "GET" : method);
    const params = decoded({ ...match.groups });
    return route && params ? { route, params } : undefined;
  }
  return undefined;
}

interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body?: Buffer<ArrayBuffer>;
}

/** Has a call answered by its handler. */
async function answer({ route, params }: Found, { url, headers, ...given }: Asked): Promise<Whole> {
  const request = new Request(new URL(url, "http://localhost"), { ...given, headers: toHeaders(headers) });
  const response = await route(request, { params: Promise.resolve(params), afterWrite: afterDirectWrite });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** @throws AppError too-large; the connection stays, for the answer that says so. */
async function bodyOf(request: IncomingMessage): Promise<{ body?: Buffer<ArrayBuffer> }> {
  const body = await readBytes(request.iterator({ destroyOnReturn: false }));
  return body.byteLength > 0 ? { body } : {};
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
        ? await answer(found, { method: "GET", url, headers })
        : await site.get(url, headers, remoteAddress);
    },
    pass: async (request, response) => {
      const { method = "GET", url = "/", headers } = request;
      const found = find(method, url);
      if (!found) return await site.pass(request, response);
      const reads = method === "GET" || method === "HEAD";
      const whole = await answer(found, { method, url, headers, ...(!reads && (await bodyOf(request))) });
      await writeWhole(request, response, whole);
    },
  };
}
