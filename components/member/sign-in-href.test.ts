import { describe, expect, test } from "vitest";
import { safeNext, signInHref } from "./sign-in-href";

describe("where sign-in leads", () => {
  test.each([
    ["/lists/drama#rank-3", "/lists/drama#rank-3"],
    ["/admin/movies?q=a&page=2", "/admin/movies?q=a&page=2"],
    ["/lists/../movies/solaris-1972", "/movies/solaris-1972"],
    ["/movies//solaris", "/movies//solaris"],
    ["/?next=//elsewhere.example", "/?next=//elsewhere.example"],
  ])("to %j", (given, next) => expect(safeNext(given)).toBe(next));

  test.each([
    [null],
    [""],
    ["lists"],
    ["https://elsewhere.example"],
    ["javascript:alert(1)"],
    ["//elsewhere.example"],
    ["/\\elsewhere.example"],
    ["\\\\elsewhere.example"],
    ["/\t/elsewhere.example"],
    ["/.//elsewhere.example"],
    ["/..//elsewhere.example"],
    ["/./\\elsewhere.example"],
    ["/%2e//elsewhere.example"],
    ["/%2E%2e//elsewhere.example"],
    ["/a/..//elsewhere.example"],
    ["//"],
  ])("not to %j", (given) => expect(safeNext(given)).toBe("/"));
});

test("sign-in remembers where one came from, but for the home page", () => {
  expect([signInHref("/"), signInHref("/lists?a=b#c", "/sign-up")]).toEqual([
    "/sign-in",
    "/sign-up?next=%2Flists%3Fa%3Db%23c",
  ]);
});
