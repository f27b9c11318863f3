import { Client } from "pg";
import { afterEach, beforeEach } from "vitest";
import { onServer, templateName } from "./test-server";

// Before each test file: a database of its own, fresh from the migrations. db() connects to it.
const database = `${templateName()}_${process.env.VITEST_POOL_ID}`;
const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
await client.connect();
const drop = () => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
// Autovacuum at work in it only a superuser may end by force; a drop without force sends it away.
await drop().catch(async () => {
  await client.query(`DROP DATABASE IF EXISTS ${database}`).catch(() => {});
  await drop();
});
await client.query(`CREATE DATABASE ${database} TEMPLATE ${templateName()}`);
await client.end();
process.env.DATABASE_URL = onServer(database);
process.env.NEXTAUTH_SECRET ??= "a secret that only tests know, 32 characters and more";

// Nobody reads what tests print: an error on the console is a failure, unless the test expects it with a spy.
let complaints: unknown[][] = [];
console.error = (...args: unknown[]) => {
  complaints.push(args);
};
beforeEach(() => {
  complaints = [];
});
afterEach(() => {
  if (complaints.length > 0) {
    throw new Error(
      `console.error was called:\n${complaints.map((args) => args.map(String).join(" ")).join("\n")}`,
    );
  }
});
