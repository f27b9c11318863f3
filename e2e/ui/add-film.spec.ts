import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { AddFilmPage } from "../pages/add-film-page";
import { signInAsStaff } from "../pages/people";
import { SignInForm } from "../pages/sign-in-page";
import { site } from "../site";

test.beforeEach(async ({ context, page }) => {
  await signInAsStaff(context);
  await new AddFilmPage(page).open();
});

test("staff add a film; several names stand one a line", async ({ page }) => {
  const form = new AddFilmPage(page);
  const title = `Night Shift ${randomUUID()}`;
  await form.fill(title, "1987");
  await page.getByLabel("Runtime in minutes").fill("97");
  await page.getByLabel("Directors").fill("Ann Other\nJo Bloggs");
  await page.getByText("Drama", { exact: true }).click();
  await form.add.click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("Directed by Ann Other, Jo Bloggs")).toBeVisible();
  await expect(page.getByText("1987 · 1 h 37 min")).toBeVisible();
  await form.open();
  await expect(form.title).toHaveValue("");
});

test("what is wrong is said beside each field, and the first one is focused", async ({ page }) => {
  const form = new AddFilmPage(page);
  await form.fill("A Film", "1700");
  await page.getByLabel("Runtime in minutes").fill("long");
  await page.getByLabel("Poster’s address").fill("http://insecure.example/p.jpg");
  await form.add.click();
  await expect(form.year).toBeFocused();
  await expect(form.year).toHaveAccessibleDescription("The year must be 1878 or later.");
  await expect(page.getByLabel("Runtime in minutes")).toHaveAccessibleDescription(/whole number of minutes/);
  await expect(page.getByLabel("Poster’s address")).toHaveAccessibleDescription(/begins with https/);
  await form.year.fill("1999");
  await expect(form.year).toHaveAccessibleDescription("");
});

test("a film that stands is said while typing; another of its name can be added", async ({ page }) => {
  const form = new AddFilmPage(page);
  await form.fill("the LAND girls", "1998");
  const warning = page.getByRole("status").filter({ hasText: "is here already" });
  await expect(warning.getByRole("link", { name: /The Land Girls \(1998\)/ })).toHaveAttribute(
    "href",
    "/movies/the-land-girls-1998",
  );
  await form.add.click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Open it" })).toBeVisible();
  await expect(form.title).toHaveValue("the LAND girls");
  await form.year.fill("1999");
  await expect(warning).toBeHidden();
  await form.year.fill("1998");
  await warning.getByRole("checkbox").check();
  await form.add.click();
  await expect(page).toHaveURL(/\/movies\/the-land-girls-.*1998/);
});

test("that it is another film of the same name is forgotten with the name", async ({ page }) => {
  const form = new AddFilmPage(page);
  const again = page.getByRole("checkbox", { name: /another film of the same name/ });
  await form.fill("the land girls", "1998");
  await again.check();
  await form.year.fill("1999");
  await expect(again).toBeHidden();
  await form.year.fill("1998");
  await expect(again).not.toBeChecked();
  await again.check();
  await form.title.fill("The Godfather");
  await form.year.fill("1972");
  await expect(page.getByRole("link", { name: /The Godfather \(1972\)/ })).toBeVisible();
  await expect(again).not.toBeChecked();
  await form.add.click();
  await expect(page.getByRole("alert").getByRole("link", { name: "Open it" })).toBeVisible();
});

test("what was typed survives a reload and a lost session", async ({ page, context }) => {
  const form = new AddFilmPage(page);
  const title = `Kept ${randomUUID()}`;
  await form.fill(title, "2001");
  await page.getByLabel("Synopsis").fill("Nothing is lost.");
  await page.reload();
  await expect(form.title).toHaveValue(title);
  await expect(page.getByLabel("Synopsis")).toHaveValue("Nothing is lost.");

  await context.clearCookies();
  await form.add.click();
  await expect(page.getByRole("heading", { name: "You were signed out" })).toBeVisible();
  await expect(form.title).toHaveValue(title);
  const { adminEmail, adminPassword } = site();
  await new SignInForm(page).submit(adminEmail, adminPassword);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("Nothing is lost.")).toBeVisible();
});
