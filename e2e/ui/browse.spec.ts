import { expect, test } from "@playwright/test";
import { ListPage } from "../pages/list-page";

test("a visitor goes from the front page through a list's pages to a film and back", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "The top ten" })).toBeVisible();
  await page.getByRole("link", { name: /^All [\d,]+ ranked films$/ }).click();
  await expect(page).toHaveURL(/\/lists\/all-time$/);

  const list = new ListPage(page);
  await expect(list.entries).toHaveCount(50);
  await expect(list.entries.first()).toHaveAttribute("id", "rank-1");
  await list.pages.getByRole("link", { name: "Page 2" }).click();
  await expect(page).toHaveURL(/\/lists\/all-time\/2$/);
  await expect(page.locator("ol.entries:visible")).toHaveAttribute("start", "51");
  await expect(list.pages.getByRole("link", { name: "Page 2" })).toHaveAttribute("aria-current", "page");

  const title = (await list.film(0).textContent()) ?? "";
  await list.film(0).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/lists\/all-time\/2$/);
  await expect(list.entries).toHaveCount(50);
});

test("every position is a link to itself, and a film's places lead back to it", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("all-time", 2);
  await page.getByRole("link", { name: "Position 72" }).click();
  await expect(page).toHaveURL(/#rank-72$/);
  const title = (await list.film(21).textContent()) ?? "";
  await list.film(21).click();
  await page.getByRole("link", { name: "#72 All time" }).click();
  await expect(page).toHaveURL(/\/lists\/all-time\/2#rank-72$/);
  await expect(page.locator("#rank-72").getByRole("link", { name: title })).toBeInViewport();
});

test("the lists page leads to every kind of list, and a list says how it is ranked", async ({ page }) => {
  await page.goto("/lists");
  await page.getByRole("main").getByRole("link", { name: "Drama" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Drama" })).toBeVisible();
  await page.getByRole("group").getByText("How is this ranked?").click();
  await expect(page.getByText(/By the weighted rating/)).toBeVisible();
  await page.getByRole("link", { name: "The whole method" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "How ranking works" })).toBeVisible();
});

test("the numbers of pages have one address each", async ({ page }) => {
  await page.goto("/lists/all-time/1");
  await expect(page).toHaveURL(/\/lists\/all-time$/);
});

test("lists, their pages and films name their whole address for search engines", async ({
  page,
  baseURL,
}) => {
  const list = new ListPage(page);
  await list.open("all-time");
  const film = (await list.film(0).getAttribute("href")) ?? "";
  for (const path of ["/lists/all-time", "/lists/all-time/2", film]) {
    await page.goto(path);
    const canonical = page.locator('link[rel="canonical"]');
    await expect(canonical).toHaveAttribute("href", new URL(path, baseURL).href);
  }
});

for (const path of [
  "/lists/nothing-like-it",
  "/lists/all-time/0",
  "/lists/all-time/-1",
  "/lists/all-time/x",
  "/lists/all-time/1000000000",
  "/lists/all-time/9999",
  "/movies/no-such-film-1900",
  "/movies/%00",
  "/movies/a%00b-1972",
  "/lists/%00",
  "/lists/%00/2",
  "/nothing",
]) {
  test(`${path} is not on the programme`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    // A film may come to this address tomorrow.
    expect(answer?.headers()["cache-control"]).not.toContain("s-maxage");
    await expect(page.getByRole("heading", { level: 1, name: "Not on the programme" })).toBeVisible();
  });
}

test("search engines are told what is not for them", async ({ request }) => {
  const answer = await request.get("/robots.txt");
  expect(answer.headers()["content-type"]).toContain("text/plain");
  const text = await answer.text();
  expect(text).toContain("Disallow: /admin");
  expect(text).not.toMatch(/Disallow: \/\s/);
});
