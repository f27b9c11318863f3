import { describe, expect, test } from "vitest";
import { badPorts } from "./bad-ports";
import { readSettings } from "./settings";

const read = (environment: Record<string, string>, mode: "start" | "dev" = "dev") =>
  readSettings(mode, { NODE_ENV: "test", ...environment });

test("without any setting the site is on loopback, with everything embedded", () => {
  expect(read({})).toEqual({
    port: 3000,
    host: "127.0.0.1",
    databaseUrl: undefined,
    url: "http://localhost:3000",
    nextAuthSecret: undefined,
    ownInngest: false,
    serveOrigin: "http://localhost:3000",
    unauthedSync: "false",
    localUrl: "http://127.0.0.1:3000",
    logToStdout: false,
    longestPause: 30_000,
    trustProxy: false,
  });
});

test("an empty setting counts as none", () => {
  expect(read({ PORT: "", DATABASE_URL: "", INNGEST_DEV: "" })).toEqual(read({}));
});

test.each([
  ["0.0.0.0", "http://127.0.0.1:80"],
  ["::", "http://[::1]:80"],
  ["fe80::1", "http://[fe80::1]:80"],
  ["films.example.org", "http://films.example.org:80"],
])("the site on %s is reached at %s", (HOST, localUrl) => {
  expect(read({ HOST, PORT: "80" }).localUrl).toBe(localUrl);
});

test.each(["INNGEST_DEV", "INNGEST_BASE_URL", "INNGEST_SIGNING_KEY"])(
  "%s means an Inngest of one's own",
  (name) => {
    expect(read({ [name]: "http://localhost:8288" }).ownInngest).toBe(true);
  },
);

test.each(["0", "false", "False"])("INNGEST_DEV=%s means off", (INNGEST_DEV) => {
  expect(read({ INNGEST_DEV }, "start").ownInngest).toBe(false);
});

test("INNGEST_DEV is for development only", () => {
  expect(() => read({ INNGEST_DEV: "1" }, "start")).toThrow("only for npm run dev");
});

test("an Inngest of one's own reaches the site at its public origin, or where its operator says", () => {
  const own = { INNGEST_SIGNING_KEY: "signkey-prod-00", NEXTAUTH_URL: "https://films.example.org/" };
  expect(read(own)).toMatchObject({ serveOrigin: "https://films.example.org", unauthedSync: "false" });
  const said = { ...own, INNGEST_SERVE_ORIGIN: "http://site:3000", INNGEST_ENABLE_UNAUTHED_SYNC: "true" };
  expect(read(said)).toMatchObject({ serveOrigin: "http://site:3000", unauthedSync: "true" });
});

describe("a wrong setting is named", () => {
  test.each([
    ["PORT", "many"],
    ["PORT", "70000"],
    ["PORT", "0"],
    ["DATABASE_URL", "mysql://localhost/marquee"],
    ["NEXTAUTH_URL", "localhost"],
    ["NEXTAUTH_SECRET", "short"],
    ["MARQUEE_LOG_STDOUT", "perhaps"],
  ])("%s=%s", (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`The setting ${name} is wrong`);
  });
});

const sent = new Error("sent");

/** Whether Node's fetch refuses a port without connecting; nothing is sent. */
async function fetchRefuses(port: number): Promise<boolean> {
  const instead = {
    method: "GET",
    dispatcher: {
      dispatch: () => {
        throw sent;
      },
    },
  };
  const refusal: unknown = await fetch(`http://127.0.0.1:${port}`, instead).catch((error: unknown) => error);
  return refusal instanceof Error && refusal.cause !== sent;
}

test("a port on which neither a browser nor fetch would reach the site is refused, with the reason", async () => {
  expect(() => read({ PORT: "4190" })).toThrow(
    "The setting PORT is wrong: browsers open no page on this port",
  );
  expect(read({ PORT: "4191" }).port).toBe(4191);
  const ports = Array.from({ length: 11_000 }, (_, at) => at + 1);
  const refused = await Promise.all(ports.map(async (port) => ((await fetchRefuses(port)) ? [port] : [])));
  expect(refused.flat()).toEqual([...badPorts]);
});
