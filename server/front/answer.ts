import type { IncomingMessage, ServerResponse } from "node:http";
import type { Coding, Form, Kept } from "./kept";

/** The best coding that a client takes; one that it refuses by q=0 doesn't count. */
export function codingOf(header: string | string[] | undefined): Coding | undefined {
  if (typeof header !== "string") return undefined;
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(header)) return "br";
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(header) ? "gzip" : undefined;
}

/** A kept answer on its way out. */
interface Reply {
  request: IncomingMessage;
  response: ServerResponse;
  kept: Kept;
  /** Of this answer only, names and values in turn. Written with the others: set one by one, Node checks each anew. */
  own: readonly string[];
}

function write({ request, response, kept, own }: Reply, form: Form): void {
  const known = request.headers["if-none-match"];
  if (known !== undefined && kept.matches(known)) {
    response.writeHead(304, [...form.unchanged, ...own]);
    response.end();
    return;
  }
  response.writeHead(200, [...form.headers, ...own]);
  response.end(request.method === "HEAD" ? undefined : form.bytes);
}

/** Writes a kept answer in the form that the client takes. */
export async function answer(reply: Reply): Promise<void> {
  const coding = codingOf(reply.request.headers["accept-encoding"]);
  const form = reply.kept.ready(coding) ?? (coding ? await reply.kept.compressed(coding) : undefined);
  if (form) write(reply, form);
}

/** The same at once, where the form is there; false where it must be compressed first. */
export function answerNow(reply: Reply): boolean {
  const form = reply.kept.ready(codingOf(reply.request.headers["accept-encoding"]));
  if (form) write(reply, form);
  return form !== undefined;
}
