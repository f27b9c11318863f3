import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Scope, scopes } from "../../auth/policy";
import type { Role } from "../../members/schema";
import { as, give, makeRestWorld, type Sent, send } from "../../testing/rest-world";
import type { Handler } from "../rest";
import { deleteMovie, patchMovie, postMovie } from "./movies";
import { operations } from "./operations";
import { getRun, recompute } from "./rankings";
import { deleteRating, putRating } from "./ratings";
import { getOwnRecommendations } from "./recommendations";

vi.mock("../after-write", () => ({ afterWrite: () => {} }));

beforeAll(makeRestWorld);

describe("a token", () => {
  const calls: [string, Scope | "any", Handler, Sent, Role[]][] = [
    ["POST movies", "movies:write", postMovie, { method: "POST", body: {} }, ["editor", "admin"]],
    [
      "PATCH a movie",
      "movies:write",
      patchMovie,
      { method: "PATCH", params: { idOrSlug: "999999" }, body: { year: 1990 } },
      ["editor", "admin"],
    ],
    [
      "DELETE a movie",
      "movies:write",
      deleteMovie,
      { method: "DELETE", params: { idOrSlug: "999999" } },
      ["editor", "admin"],
    ],
    [
      "PUT a rating",
      "ratings:write",
      putRating,
      { method: "PUT", params: { idOrSlug: "999999" }, body: { value: 8 } },
      ["member", "editor", "admin"],
    ],
    [
      "DELETE a rating",
      "ratings:write",
      deleteRating,
      { method: "DELETE", params: { idOrSlug: "999999" } },
      ["member", "editor", "admin"],
    ],
    [
      "POST recompute",
      "rankings:run",
      recompute,
      { method: "POST", body: { list: "nothing" } },
      ["editor", "admin"],
    ],
    [
      "GET own recommendations",
      "any",
      getOwnRecommendations,
      { path: "/?count=0" },
      ["member", "editor", "admin"],
    ],
    ["GET a run", "rankings:run", getRun, { params: { runId: "nothing" } }, ["editor", "admin"]],
  ];

  test("the matrix names every call that needs one", () => {
    const scoped = operations.filter((operation) => operation.scope !== undefined);
    expect(calls).toHaveLength(scoped.length);
    expect(calls.map(([, scope]) => scope).sort()).toEqual(scoped.map((operation) => operation.scope).sort());
  });

  test.each(calls)("%s: without one, or with one that doesn't hold, 401", async (_, __, handler, sent) => {
    for (const headers of [
      {},
      as("nobody"),
      as("expired"),
      as("revoked"),
      { authorization: "Basic YTpi" },
      { authorization: "Bearer x y" },
    ]) {
      const { status, headers: answered } = await send(handler, { ...sent, headers });
      expect([status, answered.get("www-authenticate")]).toEqual([401, 'Bearer realm="marquee"']);
    }
  });

  test.each(calls)("%s: does no more than its owner may", async (_, __, handler, sent, allowed) => {
    for (const role of ["member", "editor", "admin"] as const) {
      const { status } = await send(handler, { ...sent, headers: as(role) });
      if (allowed.includes(role)) expect([404, 422], `${role} ${status}`).toContain(status);
      else expect(status, role).toBe(403);
    }
  });

  test.each(calls.filter(([, scope]) => scope !== "any"))(
    "%s: without the scope %s, 403",
    async (_, scope, handler, sent) => {
      await give(
        `without ${scope}`,
        "editor",
        scopes.filter((one) => one !== scope && one !== "admin"),
      );
      expect((await send(handler, { ...sent, headers: as(`without ${scope}`) })).status).toBe(403);
    },
  );
});
