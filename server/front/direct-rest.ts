import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { afterDirectWrite } from "../api/after-write";
import { BODY_LIMIT, tooLarge } from "../api/body";
import type { Route } from "../api/rest";
import { direct } from "../api/v1/direct";
import { AppError } from "../errors";
import { writeWhole } from "./document";
import type { Site } from "./front";
import type { Whole } from "./next-site";
import { refuse } from "./refusal";

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

/** The handler of a call, with what the address names; undefined for what is Next's to answer. */
function find(method: string, url: string): { route: Route; params: Record<string, string> } | undefined {
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
  body?: Buffer;
}

/** Has a call of the REST API answered by its own handler; undefined for any other. */
function answer({ method, url, headers, body }: Asked): Promise<Whole> | undefined {
  const found = find(method, url);
  if (!found) return undefined;
  const given = { method, headers: toHeaders(headers), ...(body && { body: new Uint8Array(body) }) };
  const request = new Request(new URL(url, "http://localhost"), given);
  const context = { params: Promise.resolve(found.params), afterWrite: afterDirectWrite };
  return found.route(request, context).then(wholeOf);
}

async function wholeOf(response: Response): Promise<Whole> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** @throws AppError too-large */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.byteLength;
    if (bytes > BODY_LIMIT) throw tooLarge();
    chunks.push(chunk);
  }
  return bytes > 0 ? Buffer.concat(chunks) : undefined;
}

/**
 * The site with the reads and the votes of its REST API answered by their handlers, in less than half the time that
 * the way through Next takes. Everything else is Next's: pages, other writes, what isn't there. (docs/decisions/005)
 */
export function withDirectRest(site: Site): Site {
  return {
    get: (url, headers, remoteAddress) =>
      answer({ method: "GET", url, headers }) ?? site.get(url, headers, remoteAddress),
    pass: async (request, response) => {
      const { method = "GET", url = "/", headers } = request;
      if (!find(method, url)) return await site.pass(request, response);
      try {
        const body = await bodyOf(request);
        const whole = await answer({ method, url, headers, ...(body && { body }) });
        if (whole) await writeWhole(request, response, whole);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refuse(request, response, error);
      }
    },
  };
}
