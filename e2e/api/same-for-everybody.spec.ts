import { type BrowserContext, expect, test } from "@playwright/test";
import { routes } from "../addresses";
import { signInAsStaff } from "../pages/people";

test("every route has an address that tests can ask for", () => {
  expect(routes.filter(({ address }) => address === undefined).map(({ route }) => route)).toEqual([]);
});

type Signed = Awaited<ReturnType<BrowserContext["storageState"]>>;
let signedIn: Signed;

test.beforeAll(async ({ browser }) => {
  const staff = await browser.newContext();
  await signInAsStaff(staff);
  signedIn = await staff.storageState();
  await staff.close();
});

/** The forms that an address answers in: a browser's first visit, and a page's data for the next one. */
const forms = [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }] as const;

/** It never ends, so it is looked at by its head. */
const STREAM = "/api/admin/runs/events";

test("the stream of runs is its asker's alone", async ({ baseURL }) => {
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const [headers, status] of [
    [{ cookie }, 200],
    [{}, 401],
  ] as const) {
    const reading = new AbortController();
    const answer = await fetch(`${baseURL}${STREAM}`, { headers, signal: reading.signal });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    reading.abort();
  }
});

for (const { route, address = "/", page } of routes.filter((one) => one.route !== STREAM))
  test(`${route} is public only if it is the same signed in and signed out`, async ({ browser }) => {
    const visitor = await browser.newContext();
    const staff = await browser.newContext({ storageState: signedIn });
    for (const headers of page ? forms : [{}]) {
      // Other tests vote meanwhile: an edition that came between the two visits is no difference between people.
      await expect(async () => {
        // The signed-in one first: whatever of theirs were kept, the visitor would get.
        const theirs = await staff.request.get(address, { headers, maxRedirects: 0 });
        const anybodys = await visitor.request.get(address, { headers, maxRedirects: 0 });
        expect(await anybodys.text(), "nothing of the one before").not.toContain("admin@marquee.local");
        const told = [theirs, anybodys].map((answer) => answer.headers());
        // Caches between would keep it over a publish, and over a new build.
        for (const each of told) expect(each["cache-control"] ?? "").not.toContain("s-maxage");
        if (!told.some((each) => each["cache-control"]?.includes("public"))) return;
        expect(await theirs.text()).toBe(await anybodys.text());
        expect(told[0]?.etag).toBe(told[1]?.etag);
        expect(told.flatMap((each) => each["set-cookie"] ?? [])).toEqual([]);
      }).toPass({ timeout: 20_000 });
    }
    await visitor.close();
    await staff.close();
  });

test("the pages that make the site are public, and come from memory", async ({ request }) => {
  for (const path of ["/", "/lists", "/lists/all-time", "/movies/the-godfather-1972", "/api/v1/movies"]) {
    const first = await request.get(path);
    expect([path, first.headers()["cache-control"]]).toEqual([path, "public, max-age=0, must-revalidate"]);
    const etag = first.headers().etag ?? "";
    const again = await request.get(path, { headers: { "if-none-match": etag } });
    expect([path, again.status()]).toEqual([path, 304]);
  }
});
