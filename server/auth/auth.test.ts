import { beforeEach, describe, expect, test } from "vitest";
import { db } from "../db";
import { signUp } from "../members/commands";
import { type Role, roles } from "../members/schema";
import { truncateAll } from "../testing/database";
import { makePerson } from "../testing/factories";
import { addressOf } from "./address";
import { covers, mayUse, type Scope, scopes } from "./policy";
import { signIn } from "./sign-in";

const ada = { name: "Ada Lovelace", email: "ada@example.org", password: "a long enough one" };

beforeEach(truncateAll);

describe("policy", () => {
  test("a scope gives a role what it may anyway, and no more", () => {
    const may: Record<Role, Scope[]> = {
      member: ["ratings:write"],
      editor: ["movies:write", "ratings:write", "rankings:run"],
      admin: [...scopes],
    };
    for (const role of roles)
      for (const scope of scopes)
        expect(mayUse(role, scope), `${role} ${scope}`).toBe(may[role].includes(scope));
  });

  test("admin covers every scope, the others themselves", () => {
    for (const scope of scopes) expect(covers(["admin"], scope)).toBe(true);
    expect(covers(["ratings:write"], "movies:write")).toBe(false);
    expect(covers(["ratings:write"], "ratings:write")).toBe(true);
  });
});

describe("sign-up", () => {
  test("makes a member at a handle of their own", async () => {
    const first = await signUp(ada);
    const second = await signUp({ ...ada, email: "other@example.org" });
    expect([first.handle, second.handle, first.role]).toEqual(["ada-lovelace", "ada-lovelace-2", "member"]);
    const others = await Promise.all(
      Array.from({ length: 5 }, (_, at) => signUp({ ...ada, email: `ada-${at}@example.org` })),
    );
    for (const { handle } of others) expect(handle).toMatch(/^ada-lovelace-[0-9a-z]{5}$/);
  });

  test("refuses an address that has an account, also at once", async () => {
    const results = await Promise.allSettled([signUp(ada), signUp(ada), signUp({ ...ada, name: "Else" })]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "conflict", errors: [{ path: "email" }] });
  });
});

describe("sign-in", () => {
  beforeEach(async () => {
    await signUp(ada);
  });

  test("knows people by address, in any case, and password", async () => {
    expect(await signIn({ email: "ADA@example.org ", password: ada.password }, "1.1.1.1")).toMatchObject({
      handle: "ada-lovelace",
    });
    expect(await signIn({ email: ada.email, password: "wrong" }, "1.1.1.1")).toBeNull();
    expect(await signIn({ email: "nobody@example.org", password: ada.password }, "1.1.1.1")).toBeNull();
    expect(await signIn({ email: 7 }, "1.1.1.1")).toBeNull();
    expect(await signIn(undefined, "1.1.1.1")).toBeNull();
  });

  test("refuses people who are banned or have no password", async () => {
    await makePerson();
    expect(await signIn({ email: "person-1@example.org", password: "x" }, "1.1.1.1")).toBeNull();
    await db().user.updateMany({ where: { email: ada.email }, data: { bannedAt: new Date() } });
    expect(await signIn(ada, "1.1.1.1")).toBeNull();
  });

  test("stops after ten wrong tries at an account, from wherever, and says how long to wait", async () => {
    const wrong = (at: number) => signIn({ email: ada.email, password: "wrong" }, `10.0.0.${at}`);
    for (let at = 0; at < 10; at++) expect(await wrong(at)).toBeNull();
    await expect(wrong(11)).rejects.toMatchObject({
      code: "rate-limited",
      userMessage: "There were too many attempts to sign in to this account. Try again in 15 minutes.",
    });
    await expect(signIn(ada, "10.0.0.99")).rejects.toMatchObject({ code: "rate-limited" });
  });

  test("forgets wrong tries after a right one", async () => {
    for (let at = 0; at < 9; at++) await signIn({ email: ada.email, password: "wrong" }, "1.1.1.1");
    expect(await signIn(ada, "1.1.1.1")).not.toBeNull();
    expect(await signIn({ email: ada.email, password: "wrong" }, "1.1.1.1")).toBeNull();
    expect(await signIn(ada, "1.1.1.1")).not.toBeNull();
  });
});

test.each([
  ["203.0.113.9, 10.0.0.1", "10.0.0.1"],
  ["::1", "0:0:0:0::/64"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:DB8:0:7::1", "2001:db8:0:7::/64"],
  ["2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"],
  ["2001:db8:0:8::1", "2001:db8:0:8::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["64:ff9b::1.2.3.4", "64:ff9b:0:0::/64"],
  ["not-an-address", "not-an-address"],
  [null, "unknown"],
])("the address of %s is %s", (forwarded, address) => {
  expect(addressOf(new Headers(forwarded === null ? {} : { "x-forwarded-for": forwarded }))).toBe(address);
});
