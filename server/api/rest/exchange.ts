import type { Body } from "../body";

/** What the API takes of a request: a `Request` has it, and who answers without Next makes no more. */
export interface ApiRequest {
  method: string;
  /** Absolute. */
  url: string;
  headers: Pick<Headers, "get">;
  body: Body;
}

/** What the API answers. */
export interface ApiAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string | null;
}

/** An answer for Next. */
export function responseOf({ status, headers, text }: ApiAnswer): Response {
  if (text === null) return new Response(null, { status, headers });
  // One write with a known length costs the server less than chunks do.
  const bytes = Buffer.from(text);
  return new Response(bytes, { status, headers: { ...headers, "content-length": String(bytes.byteLength) } });
}

/** Headers by their names in lower case. */
export function lowerCase(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
