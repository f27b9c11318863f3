import { expect, type Page, test } from "@playwright/test";
import { FilmPage } from "../pages/film-page";
import { ListPage } from "../pages/list-page";
import { signInAsMember } from "../pages/people";

test("a member rates by keyboard, undoes it, rates again and takes it away", async ({ page, context }) => {
  await signInAsMember(context, "Kim Keys");
  const list = new ListPage(page);
  await list.open("all-time", 12);
  await list.film(4).click();
  const film = new FilmPage(page);
  await page.getByRole("button", { name: /Kim Keys/ }).waitFor();

  await film.noRating.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(film.said(/You gave .+ 8 of 10/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(film.said("Undone.")).toBeVisible();
  await expect(film.noRating).toBeChecked();

  await film.star(9).focus();
  await page.keyboard.press("Space");
  await expect(film.said(/You gave .+ 9 of 10/)).toBeVisible();
  await page.reload();
  await expect(film.star(9)).toBeChecked();

  await film.noRating.check();
  await expect(film.said(/Your rating of .+ is gone/)).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: /Kim Keys/ }).waitFor();
  await expect(film.noRating).toBeChecked();
});

test("a member rates in the list", async ({ page, context }) => {
  await signInAsMember(context, "Lee List");
  const list = new ListPage(page);
  await list.open("all-time", 13);
  const title = (await list.film(7).textContent()) ?? "";
  await page.getByRole("button", { name: /Lee List/ }).waitFor();
  await list.rateButton(title).click();
  await expect(page.getByRole("dialog", { name: title })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(list.rateButton(title)).toBeFocused();
  await list.rateButton(title).click();
  await page.getByRole("radio", { name: "7 of 10" }).click();
  await expect(page.getByRole("button", { name: `Your rating of ${title}: 7. Change it` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: `Your rating of ${title}: 7. Change it` })).toBeVisible();
});

for (const [way, leave] of [
  ["Enter", (page: Page) => page.keyboard.press("Enter")],
  ["Escape", (page: Page) => page.keyboard.press("Escape")],
  ["a click beside it", (page: Page) => page.mouse.click(5, 5)],
] as const)
  test(`a rating picked by arrow keys is kept when ${way} closes the dialog at once`, async ({
    page,
    context,
  }) => {
    await signInAsMember(context, "Quin Quick");
    const list = new ListPage(page);
    await list.open("all-time", 15);
    const title = (await list.film(5).textContent()) ?? "";
    const address = (await list.film(5).getAttribute("href")) ?? "";
    await page.getByRole("button", { name: /Quin Quick/ }).waitFor();
    await list.rateButton(title).click();
    const dialog = page.getByRole("dialog", { name: title });
    await expect(dialog.getByRole("radio", { name: "No rating" })).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await leave(page);
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("status").filter({ hasText: `You gave ${title} 9 of 10` })).toBeVisible();
    // By the film's own page: the vote may have moved the film to another page of the list.
    await page.goto(address);
    await expect(new FilmPage(page).star(9)).toBeChecked();
  });

test("a rating that the server refuses is taken back and said", async ({ page, context }) => {
  await signInAsMember(context, "Rae Refused");
  const list = new ListPage(page);
  await list.open("all-time", 14);
  await list.film(3).click();
  const film = new FilmPage(page);
  await page.getByRole("button", { name: /Rae Refused/ }).waitFor();
  await page.route("**/api/trpc/ratings.rate*", (route) => route.abort());
  // Not check(): it may be taken back before one can look.
  await film.star(6).click();
  await expect(film.said(/can’t be reached|can't be reached/)).toBeVisible();
  await expect(film.noRating).toBeChecked();
});

test("a visitor who rates is led to sign-in and back", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("all-time");
  await list.film(0).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await new FilmPage(page).star(8).check();
  const link = page.getByRole("main").getByRole("link", { name: "Sign in" });
  await expect(link).toHaveAttribute("href", /^\/sign-in\?next=%2Fmovies%2F.+%23rate$/);
});

test("stars touched before it is known who touches them wait for that", async ({ page }) => {
  let open = () => {};
  const known = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route("**/api/trpc/**", async (route) => {
    await known;
    await route.continue();
  });
  const list = new ListPage(page);
  await list.open("all-time");
  const asked = page.waitForRequest("**/api/trpc/**");
  await list.film(0).click();
  await asked;
  await new FilmPage(page).star(8).click();
  open();
  await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
});
