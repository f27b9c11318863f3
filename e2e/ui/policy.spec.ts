import { type BrowserContext, expect, test } from "@playwright/test";
import { routes } from "../addresses";
import { viewerKnown } from "../pages/masthead";
import { signInAsStaff } from "../pages/people";

/** Has the browser write down every breach of the policy, from a page's first moment on. */
async function watch(context: BrowserContext): Promise<string[]> {
  const breaches: string[] = [];
  await context.exposeFunction("tellBreach", (breach: string) => breaches.push(breach));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      const told = `${location.pathname}: ${violatedDirective} ${blockedURI} ${sample}`;
      void Reflect.apply(Reflect.get(window, "tellBreach"), window, [told]);
    });
  });
  return breaches;
}

const pages = [
  ...routes.filter(({ page }) => page).flatMap(({ address }) => address ?? []),
  "/search?q=god",
  "/nothing",
  "/lists/nothing",
  "/api/auth/signout",
];

for (const who of ["a visitor", "staff"] as const)
  test(`no page breaks the policy for ${who}`, async ({ page, context }) => {
    test.setTimeout(180_000);
    if (who === "staff") await signInAsStaff(context);
    const breaches = await watch(context);
    for (const address of pages) {
      const answer = await page.goto(address);
      const policy = answer?.headers()["content-security-policy"] ?? "";
      expect([address, policy]).toEqual([address, expect.stringContaining("frame-ancestors 'none'")]);
      expect([address, policy]).toEqual([address, expect.not.stringContaining("unsafe-inline")]);
      // Before the next address: one navigation cuts another.
      if (who === "a visitor" && /^\/(?:admin|for-you|me)\b/.test(address))
        await page.waitForURL(/\/sign-in\?/);
      if (!address.startsWith("/api/auth/")) await viewerKnown(page);
    }
    expect(breaches).toEqual([]);
  });

test("a script that isn't the site's own doesn't run", async ({ page, context }) => {
  const breaches = await watch(context);
  await page.goto("/lists/all-time");
  await viewerKnown(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.broken = true";
    document.body.append(script);
  });
  expect(await page.evaluate(() => Reflect.get(window, "broken"))).toBeUndefined();
  await expect.poll(() => breaches.length).toBe(1);
});
