import { beforeEach, expect, test } from "vitest";
import { db } from "../db";
import type { Role } from "../members/schema";
import { truncateAll } from "../testing/database";
import { makeTokenFor } from "./token-requests";
import { findTokenHolder, revokeShownToken } from "./tokens";

beforeEach(truncateAll);

const make = (role: Role | undefined, promote = false) =>
  makeTokenFor({
    email: "ada@example.org",
    role,
    promote,
    scopes: ["ratings:write"],
    name: "test",
    expiresAt: null,
  });

test("makes the account where it isn't there, and leaves its role alone", async () => {
  expect((await make("editor")).owner.role).toBe("editor");
  expect((await make(undefined)).owner.role).toBe("editor");
  expect((await make("editor")).owner.role).toBe("editor");
  await expect(make("admin")).rejects.toThrow("with the role editor; --promote makes it admin");
  await expect(make("member")).rejects.toThrow("--promote");
  expect(await db().user.findMany({ select: { role: true } })).toEqual([{ role: "editor" }]);
  expect(await db().apiToken.count()).toBe(3);
});

test("changes it when that is asked for, but for the last admin's", async () => {
  await make("member");
  expect((await make("admin", true)).owner.role).toBe("admin");
  await expect(make("member", true)).rejects.toThrow("the only admin");
});

test("a token is revoked by its text, once", async () => {
  const { token } = await make("member");
  expect(await findTokenHolder(token)).not.toBeNull();
  expect(await revokeShownToken(token)).toBe(true);
  expect(await findTokenHolder(token)).toBeNull();
  expect(await revokeShownToken(token)).toBe(false);
  expect(await revokeShownToken("mq_nonsense")).toBe(false);
});
