import { expect, test } from "@playwright/test";
import { bearer, freshTitle } from "../api/tokens";
import { AddFilmPage } from "../pages/add-film-page";
import { FilmPage } from "../pages/film-page";
import { ListPage } from "../pages/list-page";
import { signInAsMember, signInAsStaff } from "../pages/people";
import { drained } from "../queue";

const PAGE_SIZE = 50;

test("a film added at the desk and rated by members takes its place in the list", async ({
  page,
  context,
  browser,
  request,
}) => {
  test.setTimeout(120_000);
  const title = freshTitle();
  await signInAsStaff(context);
  const form = new AddFilmPage(page);
  await form.open();
  await form.fill(title, "1957");
  await page.getByText("Drama", { exact: true }).click();
  await form.add.click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("Nobody has voted yet.")).toBeVisible();
  const slug = new URL(page.url()).pathname.replace("/movies/", "");
  const film = `/api/v1/movies/${slug}`;
  const { id } = await (await request.get(film)).json();

  // Whoever has rated five other films has a vote that weighs fully.
  const { data: others }: { data: { id: number }[] } = await (
    await request.get("/api/v1/movies?pageSize=5")
  ).json();
  for (let member = 0; member < 7; member++) {
    const headers = await bearer();
    for (const { id: movieId } of [...others, { id }]) {
      const rated = await request.put(`/api/v1/movies/${movieId}/rating`, { headers, data: { value: 10 } });
      expect(rated.status(), await rated.text()).toBe(200);
    }
  }

  const theirs = await browser.newContext();
  await signInAsMember(theirs, "Lou Last");
  for (const { id: movieId } of others) {
    const rated = await theirs.request.post("/api/trpc/ratings.rate", { data: { movieId, value: 9 } });
    expect(rated.status(), await rated.text()).toBe(200);
  }
  const visit = await theirs.newPage();
  const seen = new FilmPage(visit);
  await visit.goto(`/movies/${slug}`);
  await visit.getByRole("button", { name: /Lou Last/ }).waitFor();
  await seen.star(9).check();
  await expect(seen.said(`You gave ${title} 9 of 10`)).toBeVisible();
  await drained(request);

  // Other tests vote meanwhile, so what the API says is asked for anew with each look at the pages.
  const list = new ListPage(visit);
  await expect(async () => {
    const detail = await (await request.get(film)).json();
    expect(detail).toMatchObject({ votes: 8, histogram: [0, 0, 0, 0, 0, 0, 0, 0, 1, 7] });
    const score = (Math.round(detail.score * 10) / 10).toFixed(1);
    await list.open("all-time", Math.ceil(detail.position / PAGE_SIZE));
    const place = visit.locator(`ol.entries:visible > #rank-${detail.position}`);
    await expect(place.getByRole("heading")).toHaveText(`${title} (1957)`, { timeout: 2000 });
    await expect(place.getByRole("link", { name: `Position ${detail.position}` })).toBeVisible();
    await expect(place).toContainText(`${score}8 votes`);
    await expect(visit.getByRole("button", { name: `Your rating of ${title}: 9. Change it` })).toBeVisible();

    await visit.goto(`/movies/${slug}`);
    const main = visit.getByRole("main");
    await expect(main.getByText(`Score ${score} of 10`)).toBeVisible({ timeout: 2000 });
    await expect(main.getByText("8 votes", { exact: true })).toBeVisible();
    const chip = main.getByRole("list", { name: "Its place in the lists" }).getByRole("link").first();
    await expect(chip).toHaveAttribute("href", new RegExp(`#rank-${detail.position}$`));
    await expect(seen.star(9)).toBeChecked();
  }).toPass({ timeout: 40_000 });
  await theirs.close();
});
