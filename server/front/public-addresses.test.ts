import { expect, test } from "vitest";
import { publicAddress } from "./public-addresses";

test.each([
  ["/", "page"],
  ["/lists", "page"],
  ["/lists/all-time/3", "page"],
  ["/movies/the-godfather-1972", "page"],
  ["/api/v1/movies?page=2", "rest"],
  ["/_next/static/chunks/a.js", "asset"],
])("%s is everybody's", (url, kind) => {
  expect(publicAddress(url, {})?.kind).toBe(kind);
});

test.each([
  "/admin/movies",
  "/me",
  "/feed",
  "/sign-in",
  "/api/auth/session",
  "/api/trpc/viewer.me",
  "/api/inngest",
  "/api/health/ready",
  "/lists/all-time/3/edit",
  "/lists/all-time?from=mail",
  "//evil.example/lists",
  "/LISTS",
  "/_next/static/chunks/a.js?again",
  "/_next/static/chunks/%61.js",
  `/movies/${"a".repeat(2_000)}`,
])("%s is not kept", (url) => {
  expect(publicAddress(url, {})).toBeNull();
});

test("a page's data is kept under what it was asked by, and only under that", () => {
  const prefetch = { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" };
  const keys = [{ rsc: "1" }, prefetch, { ...prefetch, "next-router-segment-prefetch": "/_index" }, {}].map(
    (headers) => publicAddress("/lists/all-time", headers)?.key,
  );
  expect(new Set(keys).size).toBe(4);
  expect(publicAddress("/lists/all-time?_rsc=1a2b3", prefetch)?.kind).toBe("data");
  expect(publicAddress("/lists/all-time?_rsc=1a2b3", prefetch)?.key).toBe(
    publicAddress("/lists/all-time?_rsc=4d5e6", prefetch)?.key,
  );
  expect(publicAddress("/lists/all-time?_rsc=1a2b3&mine=1", prefetch)).toBeNull();
  expect(publicAddress("/lists/all-time", { rsc: "0" })?.kind).toBe("page");
});
