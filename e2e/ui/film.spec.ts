import { expect, test } from "@playwright/test";
import { FilmPage } from "../pages/film-page";
import { ListPage } from "../pages/list-page";

test.beforeEach(async ({ page }) => {
  const list = new ListPage(page);
  await list.open("all-time");
  await list.film(2).click();
  await expect(page).toHaveURL(/\/movies\//);
});

test("a film shows its score, its places and why", async ({ page }) => {
  const main = page.getByRole("main");
  await expect(main.getByText(/^\d[\d,]* votes$/)).toBeVisible();
  await expect(
    main.getByRole("list", { name: "Its place in the lists" }).getByRole("link").first(),
  ).toBeVisible();
  await expect(main.getByRole("img", { name: /^Poster of .+, drawn from its title$/ })).toBeVisible();
  await expect(main.getByRole("heading", { name: "Why this rank" })).toBeVisible();
});

test("the bill under the rank adds up to the score", async ({ page }) => {
  const bill = page.getByRole("table", { name: /points by votes give the score/ });
  const number = async (row: string, cell: number) => {
    const cells = bill.getByRole("row").filter({ hasText: row }).getByRole("cell");
    return Number(((await cells.nth(cell).textContent()) ?? "").replaceAll(",", ""));
  };
  const votes = await number("Together", 0);
  const points = await number("Together", 1);
  const score = await number("Points by votes", 0);
  expect(points / votes).toBeCloseTo(score, 2);
});

test("the votes are a table whose percentages sum to 100", async ({ page }) => {
  const rows = new FilmPage(page).votes.getByRole("row");
  await expect(rows).toHaveCount(11);
  const shares = await rows.locator("td:nth-child(2)").allInnerTexts();
  const sum = shares.map((text) => Number.parseInt(text, 10)).reduce((total, each) => total + each, 0);
  expect(sum).toBe(100);
});

test("search engines are told of the film and its rating", async ({ page }) => {
  const text = await page.locator('script[type="application/ld+json"]').textContent();
  const data: unknown = JSON.parse(text ?? "");
  expect(data).toMatchObject({
    "@type": "Movie",
    aggregateRating: { "@type": "AggregateRating", bestRating: 10, worstRating: 1 },
  });
});
