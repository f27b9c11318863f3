import { connect } from "node:net";
import { expect, test } from "@playwright/test";

/** Milliseconds after which a request that hasn't come is given up, with the time between two looks at the clock. */
const GIVEN_UP = 20_000 + 5_000;

/** What a server says to somebody who sends this and no more, until it hangs up. */
function saidTo(sent: string, origin: string | undefined): Promise<{ text: string; after: number }> {
  const { hostname, port } = new URL(origin ?? "");
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.write(sent));
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.once("error", reject).once("close", () => resolve({ text, after: performance.now() - began }));
  });
}

test("who begins a request and doesn't go on is let go, and holds no place", async ({ baseURL, request }) => {
  test.setTimeout(2 * GIVEN_UP + 20_000);
  const heads = "PUT /api/v1/movies/1/rating HTTP/1.1\r\nHost: localhost\r\n";
  const slow = [heads, `${heads}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"value":`];
  // More than the places that there are.
  const many = Array.from({ length: 120 }, (_, at) => saidTo(slow[at % 2] ?? "", baseURL));
  const answered = await request.get("/api/v1/movies?pageSize=1&q=somebody+else");
  expect(answered.status()).toBe(200);
  for (const { text, after } of await Promise.all(many)) {
    expect(text).toMatch(/^HTTP\/1\.1 (?:408|503) /);
    expect(after).toBeLessThan(GIVEN_UP + 10_000);
  }
});
