import type { IncomingHttpHeaders } from "node:http";
import { listening } from "../testing/listen";
import { Front, type Site } from "./front";
import type { Whole } from "./next-site";
import { serverOf } from "./server";

interface Asked {
  url: string;
  headers: IncomingHttpHeaders;
}

/** A front before an origin that answers as the test says. */
export async function frontOf(answer: (asked: Asked) => Whole | Promise<Whole>, most = 10) {
  const asked: Asked[] = [];
  const passed: string[] = [];
  const patience: (number | undefined)[] = [];
  const site: Site = {
    get: async (url, headers) => {
      asked.push({ url, headers });
      return await answer({ url, headers });
    },
    pass: async (request, response) => {
      passed.push(request.url ?? "");
      patience.push(request.socket.timeout);
      const { status, headers, bytes } = await answer({ url: request.url ?? "", headers: request.headers });
      response.writeHead(status, headers).end(bytes);
    },
  };
  const front = new Front({ site, memory: 1_000_000, most, url: new URL("https://films.example") });
  const { server, connections } = serverOf(front);
  const base = await listening(server);
  const get = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${base}${path}`, { headers, redirect: "manual", ...(signal && { signal }) });
  return { front, connections, asked, passed, patience, get, base };
}

/** A promise that the test settles. */
export function gateOf() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

/** A public answer in JSON. */
export const json = (text: string, headers: Record<string, string> = {}): Whole => ({
  status: 200,
  headers: { "content-type": "application/json", "cache-control": "public", ...headers },
  bytes: Buffer.from(text),
});
