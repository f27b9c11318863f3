import { expect, type Page, test } from "@playwright/test";

const ground = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test("the scheme is the system's until the reader chooses, and the choice stays without a flash", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  const dark = await ground(page);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await ground(page);
  expect(light).not.toBe(dark);

  const button = page.getByRole("button", { name: /^Colour scheme/ });
  await button.click();
  await expect(button).toHaveAccessibleName("Colour scheme: light. Change to dark");
  await button.click();
  await expect(button).toHaveAccessibleName("Colour scheme: dark. Change to system");
  expect(await ground(page)).toBe(dark);

  // The scheme stands when the body begins, before anything can be painted.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      document.documentElement.dataset.atBody = document.documentElement.dataset.theme ?? "none";
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto("/lists");
  await expect(page.locator("html")).toHaveAttribute("data-at-body", "dark");
  expect(await ground(page)).toBe(dark);

  await button.click();
  expect(await ground(page)).toBe(light);
});
