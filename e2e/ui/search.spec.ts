import { expect, test } from "@playwright/test";
import { viewerKnown } from "../pages/masthead";
import { signInAsMember } from "../pages/people";

test("a visitor finds a film from any page by a word of its title, and its place in the list", async ({
  page,
}) => {
  await page.goto("/lists/trending");
  await page.getByRole("banner").getByRole("link", { name: "Search" }).click();
  const words = page.getByRole("searchbox", { name: "Words of a film’s title" });
  await expect(words).toBeFocused();
  await words.fill("GODFATHER");
  await words.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=GODFATHER$/);
  await expect(page).toHaveTitle(/^Films with “GODFATHER”/);

  await expect(words).toBeFocused();

  const found = page.locator("ul.entries:visible > li");
  await expect(found).toHaveCount(3);
  await expect(page.getByRole("status").getByText("3 films have “GODFATHER” in their titles.")).toBeVisible();
  await expect(found.first().getByRole("link", { name: "The Godfather", exact: true })).toBeVisible();
  await found
    .first()
    .getByRole("link", { name: /^Position \d+$/ })
    .click();
  await expect(page).toHaveURL(/\/lists\/all-time(\/\d+)?#rank-\d+$/);
  await page.goBack();
  await words.fill("god");
  await words.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=god$/);
  await page.goBack();
  await expect(words).toHaveValue("GODFATHER");
  await found.first().getByRole("link", { name: "The Godfather", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "The Godfather" })).toBeVisible();
});

test("a search that finds nothing says what to do; one with many pages goes through them", async ({
  page,
}) => {
  await page.goto("/search?q=zzyzx");
  await expect(page.getByText("No film has “zzyzx” in its title.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "the lists" })).toBeVisible();

  await page.goto("/search?q=the");
  const pages = page.getByRole("navigation", { name: "Pages of the search" });
  await pages.getByRole("link", { name: "Page 2" }).click();
  await expect(page).toHaveURL(/\/search\?q=the&page=2$/);
  await expect(page.locator("ul.entries:visible > li")).toHaveCount(20);
  await page.goto("/search?q=the&page=9999");
  await expect(page.getByText("There are not so many pages.")).toBeVisible();
});

test("a member rates a film where it was found", async ({ page, context }) => {
  await signInAsMember(context, "Sam Search");
  await page.goto("/search?q=gods+army");
  await page.getByRole("button", { name: /Sam Search/ }).waitFor();
  await page.getByRole("button", { name: "Rate God's Army", exact: true }).click();
  await page.getByRole("radio", { name: "7 of 10" }).click();
  await expect(page.getByRole("button", { name: "Your rating of God's Army: 7. Change it" })).toBeVisible();
});

test("a visitor who rates from a search is led to sign-in and back to what was found", async ({ page }) => {
  await page.goto("/search?q=gods+army");
  await viewerKnown(page);
  await page.getByRole("button", { name: "Rate God's Army", exact: true }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsearch%3Fq%3Dgods%2Barmy/);
});
