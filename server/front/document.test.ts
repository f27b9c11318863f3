import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { writeWhole } from "./document";

test("an answer for one has a tag for each form of it, and says that the form follows the coding", async () => {
  const bytes = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ at }))));
  const headers = { "content-type": "application/json", etag: '"7"', vary: "Authorization" };
  const server = createServer((request, response) => {
    void writeWhole(request, response, { status: 200, headers, bytes });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const forms = [
    ["gzip", '"7-gzip"', "gzip"],
    ["identity", '"7"', null],
  ];
  for (const [coding = "", tag, said] of forms) {
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      headers: { "accept-encoding": String(coding) },
    });
    const { headers: got } = answer;
    expect([got.get("etag"), got.get("content-encoding"), got.get("vary")]).toEqual([
      tag,
      said,
      "Authorization, Accept-Encoding",
    ]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  }
  server.close().closeAllConnections();
});
