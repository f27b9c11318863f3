import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { codedEtag } from "../api/rest/etag";
import { codingOf } from "./answer";
import { toldOthers } from "./cache-control";
import { isWorthCompressing } from "./kept";
import type { NextSite, Whole } from "./next-site";
import { asksForData } from "./public-addresses";
import { plainPolicy, policyOf } from "./security";

/** Interfaces for programs, and files: whatever they answer is no document with scripts of its own. */
const noDocument = /^\/(?:_next\/|api\/(?!docs|auth\/))/;

/** Whether a browser would show the answer as a page. */
export function isDocument({ method, url = "/", headers }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && !asksForData(headers) && !noDocument.test(url);
}

/** A page for one person, taken whole: its policy names the inline scripts that are in it. */
export async function takeDocument(site: Pick<NextSite, "get">, request: IncomingMessage): Promise<Whole> {
  const { "accept-encoding": _, "if-none-match": __, ...headers } = request.headers;
  return await site.get(request.url ?? "/", headers, request.socket.remoteAddress ?? "");
}

/** Next's redirect by a page whose frame was on its way already: it comes back with the page, after a second or by script. */
const LATE_REDIRECT = /<meta id="__next-page-redirect" http-equiv="refresh" content="[01];url=([^"]*)"\/>/;
const ENTITIES = { "&quot;": '"', "&#x27;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" } as const;

/** Where a page leads instead of showing itself; what is taken whole can say so before its first byte. */
function ledTo(html: string): string | undefined {
  const written = LATE_REDIRECT.exec(html)?.[1];
  return written?.replace(/&(?:quot|#x27|lt|gt|amp);/g, (entity) => Reflect.get(ENTITIES, entity));
}

const travels = /^(?:connection|keep-alive|date|transfer-encoding|content-length|content-security-policy)$/;

/** What caches on the way are told of an answer that has another form compressed: a tag of its own, and by what. */
function tellForm(response: ServerResponse, compressed: boolean): void {
  const vary = String(response.getHeader("vary") ?? "");
  if (!/\baccept-encoding\b/i.test(vary))
    response.setHeader("Vary", [vary, "Accept-Encoding"].filter(Boolean).join(", "));
  if (!compressed) return;
  response.setHeader("Content-Encoding", "gzip");
  const tag = response.getHeader("etag");
  if (typeof tag === "string") response.setHeader("ETag", codedEtag(tag, "gzip"));
}

/** Bytes; longer ones are dearer to copy than to write apart. */
const SMALL = 4_096;

/** Writes an answer that was taken whole, for this request only. */
export async function writeWhole(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, bytes }: Whole,
): Promise<void> {
  for (const [name, value] of Object.entries(headers))
    if (!travels.test(name))
      response.setHeader(name, typeof value === "string" ? value : [...new Set(value)]);
  const control = headers["cache-control"];
  if (control !== undefined) response.setHeader("Cache-Control", toldOthers(String(control)));
  response.removeHeader("x-marquee-tags");
  const type = String(headers["content-type"] ?? "");
  const isHtml = type.startsWith("text/html");
  const html = isHtml ? bytes.toString("utf8") : "";
  const to = status === 200 ? ledTo(html) : undefined;
  if (to !== undefined) {
    response.writeHead(307, { Location: to, "Content-Length": 0 }).end();
    return;
  }
  response.setHeader("Content-Security-Policy", isHtml ? policyOf(html) : plainPolicy);
  const compressible = isWorthCompressing({ bytes, type });
  const small = compressible && codingOf(request.headers["accept-encoding"]) !== undefined;
  const body = small ? await promisify(gzip)(bytes) : bytes;
  if (compressible) tellForm(response, small);
  if (status !== 204 && status !== 304) response.setHeader("Content-Length", body.byteLength);
  response.writeHead(status);
  if (request.method === "HEAD") response.end();
  // Node puts a string behind the head and writes both at once; bytes it writes beside it.
  else if (body.byteLength <= SMALL) response.end(body.toString("latin1"), "latin1");
  else response.end(body);
}
