import { expect, test } from "@playwright/test";
import { routes } from "../addresses";
import { signInAsStaff } from "../pages/people";

test("every route has an address that tests can ask for", () => {
  expect(routes.filter(({ address }) => address === undefined).map(({ route }) => route)).toEqual([]);
});

/** The forms that an address answers in: a browser's first visit, and a page's data for the next one. */
const forms = [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }] as const;

for (const { route, address = "/", page } of routes)
  test(`${route} is public only if it is the same signed in and signed out`, async ({ browser }) => {
    const visitor = await browser.newContext();
    const staff = await browser.newContext();
    await signInAsStaff(staff);
    for (const headers of page ? forms : [{}]) {
      // The signed-in one first: whatever of theirs were kept, the visitor would get.
      const theirs = await staff.request.get(address, { headers });
      const anybodys = await visitor.request.get(address, { headers });
      const { "cache-control": control = "", "set-cookie": cookie } = anybodys.headers();
      if (/public/.test(control) || /public/.test(theirs.headers()["cache-control"] ?? "")) {
        expect(await theirs.text()).toBe(await anybodys.text());
        expect(theirs.headers().etag).toBe(anybodys.headers().etag);
        expect([cookie, theirs.headers()["set-cookie"]]).toEqual([undefined, undefined]);
      }
      expect(await anybodys.text(), "nothing of the one before").not.toContain("admin@marquee.local");
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
