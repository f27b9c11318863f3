import { expect, test } from "@playwright/test";

test("the home page opens in the browser", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
