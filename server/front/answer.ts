import type { IncomingMessage, ServerResponse } from "node:http";
import type { Coding, Form, Kept } from "./kept";

/** The best coding that a client takes; one that it refuses by q=0 doesn't count. */
export function codingOf(header: string | string[] | undefined): Coding | undefined {
  if (typeof header !== "string") return undefined;
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(header)) return "br";
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(header) ? "gzip" : undefined;
}

function write(request: IncomingMessage, response: ServerResponse, kept: Kept, form: Form): void {
  const known = request.headers["if-none-match"];
  if (known !== undefined && kept.matches(known)) {
    const headers = form.headers.filter((_, at, all) => !/^content-/i.test(all[at - (at % 2)] ?? ""));
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, form.headers);
  response.end(request.method === "HEAD" ? undefined : form.bytes);
}

/** Writes a kept answer in the form that the client takes. */
export async function answer(request: IncomingMessage, response: ServerResponse, kept: Kept): Promise<void> {
  const coding = codingOf(request.headers["accept-encoding"]);
  const form = kept.ready(coding) ?? (coding ? await kept.compressed(coding) : undefined);
  if (form) write(request, response, kept, form);
}

/** The same at once, where the form is there; false where it must be compressed first. */
export function answerNow(request: IncomingMessage, response: ServerResponse, kept: Kept): boolean {
  const form = kept.ready(codingOf(request.headers["accept-encoding"]));
  if (form) write(request, response, kept, form);
  return form !== undefined;
}
