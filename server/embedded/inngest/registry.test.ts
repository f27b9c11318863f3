import { expect, test } from "vitest";
import { sameAddress } from "./registry";

const app = "http://127.0.0.1:3000/api/inngest";

test.each([
  [app, true],
  ["http://localhost:3000/api/inngest?x=1", true],
  ["http://[::1]:3000/api/inngest", true],
  ["https://127.0.0.1:3000/api/inngest", false],
  ["http://127.0.0.1:3001/api/inngest", false],
  ["http://127.0.0.1:3000/api/other", false],
  ["http://evil.example:3000/api/inngest", false],
  ["http://127.0.0.1:3000@evil.example/api/inngest", false],
  ["nonsense", false],
])("%s is the app's address: %s", (url, same) => {
  expect(sameAddress(url, app)).toBe(same);
});
