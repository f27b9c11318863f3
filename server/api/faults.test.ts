import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { expect, test } from "vitest";
import { PrismaClient } from "@/prisma/generated/client";
import { db } from "../db";
import { env } from "../env";
import { toAppError } from "./faults";

const connect = (connectionString: string, statement_timeout: number) =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1, statement_timeout }) });
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => toAppError(error),
  );
const busy = { code: "unavailable", retryAfter: 2 };

test.each(["57014", "57P01", "53300", "ECONNREFUSED", "P2024"])("%s passes", (code) => {
  expect(toAppError(Object.assign(new Error("a fault"), { code }))).toMatchObject(busy);
});

test("waiting for a connection of the pool passes", () => {
  expect(toAppError(new Error("timeout exceeded when trying to connect"))).toMatchObject(busy);
});

test("a statement that took too long passes, through the ORM and beside it", async () => {
  const slow = connect(env().DATABASE_URL, 50);
  expect(await faultOf(slow.$queryRaw`select pg_sleep(5)::text`)).toMatchObject(busy);
  await slow.$disconnect();
});

test("a database that isn't there passes, through the ORM and beside it", async () => {
  const nowhere = "postgresql://marquee:x@127.0.0.1:1/marquee";
  expect(await faultOf(new Client({ connectionString: nowhere }).connect())).toMatchObject(busy);
  const away = connect(nowhere, 1_000);
  expect(await faultOf(away.user.count())).toMatchObject(busy);
  expect(await faultOf(away.$queryRaw`select 1`)).toMatchObject(busy);
  await away.$disconnect();
});

test("a wrong query is our fault", async () => {
  expect(await faultOf(db().$queryRaw`select nonsense`)).toMatchObject({ code: "internal" });
  expect(toAppError(new TypeError("undefined is no function"))).toMatchObject({ code: "internal" });
});
