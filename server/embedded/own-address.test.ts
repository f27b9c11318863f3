import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import "./own-address.mjs";
import { addressOf } from "../auth/address";

/** What a server's handler sees of a request, with the address that Next fills in. */
async function seen(sent: string): Promise<IncomingHttpHeaders> {
  const server = createServer((request, response) => {
    request.headers["x-forwarded-for"] ??= request.socket.remoteAddress ?? "";
    response.end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const socket = createConnection(port, "127.0.0.1");
  socket.end(`GET / HTTP/1.1\r\nHost: site\r\nConnection: close\r\n${sent}\r\n`);
  const answer = await text(socket);
  server.close();
  return JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1));
}

test.each([
  ["nothing", ""],
  ["a forged address", "X-Forwarded-For: 203.0.113.9\r\n"],
  ["several of them", "x-forwarded-for: 1.1.1.1\r\nX-FORWARDED-FOR: 2.2.2.2\r\nForwarded: for=3.3.3.3\r\n"],
])("without a proxy the address is the connection's, with %s sent", async (_, sent) => {
  const headers = await seen(`${sent}X-Real-IP: 4.4.4.4\r\n`);
  expect(addressOf(new Headers({ "x-forwarded-for": headers["x-forwarded-for"]?.toString() ?? "" }))).toBe(
    "127.0.0.1",
  );
  expect(headers).toMatchObject({ host: "site" });
  expect(headers.forwarded ?? headers["x-real-ip"]).toBeUndefined();
});
