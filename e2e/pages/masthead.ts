import type { Page } from "@playwright/test";

/** Waits until the masthead knows who is looking: then the page's islands are alive. */
export async function viewerKnown(page: Page): Promise<void> {
  const menu = page.locator("#viewer-menu");
  await menu
    .or(page.getByRole("banner").getByRole("link", { name: "Sign in" }))
    .first()
    .waitFor({ state: "attached" });
}
