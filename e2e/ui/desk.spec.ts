import { expect, test } from "@playwright/test";
import { signInAsMember, signInAsStaff } from "../pages/people";
import { SignInForm } from "../pages/sign-in-page";
import { site } from "../site";

const desk = ["/admin/movies", "/admin/movies/new", "/admin/runs"] as const;

for (const path of desk) {
  test(`${path} is not for members, and holds nothing for them`, async ({ page, context }) => {
    await signInAsMember(context, "Mo Member");
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "Staff only" })).toBeVisible();
    const answer = await context.request.get(path);
    expect(await answer.text()).not.toMatch(/Add the film|Run now|Search titles/);
  });
}

test("a visitor is led to sign-in and back", async ({ page }) => {
  await page.goto("/admin/movies?q=godfather&page=1");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const { adminEmail, adminPassword } = site();
  await new SignInForm(page).submit(adminEmail, adminPassword);
  await expect(page.getByRole("heading", { level: 1, name: "Films" })).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue("godfather");
});

test("staff search the catalogue and page through it", async ({ page, context }) => {
  await signInAsStaff(context);
  await page.goto("/admin/movies");
  await page.getByRole("searchbox", { name: "Search titles" }).fill("godfather");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("link", { name: "The Godfather", exact: true }).first()).toBeVisible();
  await page.getByRole("link", { name: "All films" }).click();
  await page.getByRole("link", { name: "Page 2", exact: true }).click();
  await expect(page).toHaveURL(/page=2/);
});

test("staff start a run and see it appear", async ({ page, context }) => {
  await signInAsStaff(context);
  await page.goto("/admin/runs");
  await page.getByRole("button", { name: "Run now: Trending" }).click();
  await expect(page.getByText("It is on its way.")).toBeVisible();
  const run = page
    .getByRole("listitem")
    .filter({ has: page.locator("summary", { hasText: "Trending" }) })
    .first();
  await expect(run).toContainText("Done", { timeout: 30_000 });
  await run.locator("summary").click();
  await expect(run.getByText(/^Run .+, \d+ attempt/)).toBeVisible();
});
