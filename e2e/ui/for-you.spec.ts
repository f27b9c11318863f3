import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { ListPage } from "../pages/list-page";
import { viewerKnown } from "../pages/masthead";
import { signInAsMember, signInAsStaff } from "../pages/people";

/** A newcomer picks five films. */
async function pickFive(page: Page): Promise<void> {
  await page.goto("/for-you");
  await viewerKnown(page);
  const boxes = page.getByRole("group", { name: /^Pick 5 films/ }).getByRole("checkbox");
  await expect(page.getByRole("button", { name: "Show my list" })).toBeDisabled();
  for (const index of [0, 1, 2, 3, 4]) await boxes.nth(index).check();
  await page.getByRole("button", { name: "Show my list" }).click();
  await expect(page.getByText("Made from the 5 films you picked.")).toBeVisible();
}

const films = (page: Page) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });

test("a newcomer picks five films and has a list with reasons at once, on the front page too", async ({
  page,
  context,
}) => {
  await signInAsMember(context, "New Here");
  await page.goto("/");
  await page.getByRole("link", { name: "Pick five films you like" }).click();
  await pickFive(page);
  await expect(films(page).nth(11)).toBeVisible();
  for (const film of (await films(page).all()).slice(0, 12))
    await expect(film.getByRole("paragraph")).toHaveText(/^[A-Z].{8,}\.$/);
  await page.goto("/");
  const shelf = page.getByRole("region", { name: "For you" });
  await expect(shelf.getByRole("listitem")).toHaveCount(6);
});

test("what one isn't interested in goes, stays away, and comes back", async ({ page, context }) => {
  await signInAsMember(context, "No Thanks");
  await pickFive(page);
  const title = (await films(page).first().getByRole("link").textContent()) ?? "";
  const button = page.getByRole("button", { name: `Not interested in ${title}`, exact: true });
  await button.click();
  await expect(button).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`${title} is back.`)).toBeVisible();
  await expect(button).toBeVisible();
  await button.click();
  await expect(page.getByText(`${title} won’t be recommended again.`)).toBeVisible();
  await page.goto("/me");
  await expect(page.getByRole("link", { name: new RegExp(`^${escaped(title)} `) })).toBeVisible();
  await page.goto("/for-you");
  await expect(films(page).first()).toBeVisible();
  await expect(button).toBeHidden();
});

test("what is rated isn't recommended any more", async ({ page, context }) => {
  await signInAsMember(context, "Rate R");
  await pickFive(page);
  const title = (await films(page).first().getByRole("link").textContent()) ?? "";
  await page.getByRole("button", { name: `Rate ${title}`, exact: true }).click();
  await page.getByRole("radio", { name: "9 of 10" }).locator("..").click();
  await expect(page.getByRole("link", { name: title, exact: true })).toBeHidden();
  await page.reload();
  await expect(page.getByText("Made from the film you rated.")).toBeVisible();
  await expect(page.getByRole("link", { name: title, exact: true })).toBeHidden();
});

test("who opts out gets nothing personal, and can come back", async ({ page, context }) => {
  await signInAsMember(context, "Priva Te");
  await pickFive(page);
  await page.getByRole("button", { name: "Opt out" }).click();
  await expect(page.getByText("Nothing personal is computed or kept.")).toBeVisible();
  await expect(page.getByText(/nothing here looks at what you rate/)).toBeVisible();
  await page.goto("/");
  await viewerKnown(page);
  await expect(page.getByRole("heading", { name: "Trending" })).toBeVisible();
  await expect(page.getByRole("region", { name: "For you" })).toBeHidden();
  await page.goto("/me");
  const choice = page.getByRole("checkbox", { name: /^Recommend films to me/ });
  await expect(choice).not.toBeChecked();
  await choice.check();
  await expect(page.getByText("Films are recommended to you.")).toBeVisible();
});

test("a film added on the desk is among the similar films of its kin within five seconds", async ({
  page,
  context,
}) => {
  test.slow();
  await firstModel(page);
  await signInAsStaff(context);
  const word = randomUUID().slice(0, 8);
  const kin = {
    year: 1999,
    genres: ["western"],
    directors: [`Director ${word}`],
    keywords: ["gold", "train"],
  };
  const synopsis = `A marshal named ${word} guards a train of gold through the mountains.`;
  const add = async (title: string) => {
    const answer = await context.request.post("/api/trpc/movies.add", { data: { ...kin, title, synopsis } });
    return (await answer.json()).result.data.slug;
  };
  const first = await add(`Gold Train ${word}`);
  await add(`Gold Train Returns ${word}`);
  await expect(async () => {
    await page.goto(`/movies/${first}`);
    const similar = page.getByRole("region", { name: "Similar films" });
    await expect(similar.getByRole("link", { name: `Gold Train Returns ${word}` })).toBeVisible({
      timeout: 500,
    });
  }).toPass({ timeout: 5_000, intervals: [250] });
  const reason = page.getByRole("region", { name: "Similar films" }).getByRole("listitem").first();
  await expect(reason.getByRole("paragraph")).toHaveText(/^[A-Z].{3,}\.$/);
});

test("the front page's bytes are the same for a visitor and a member with a list", async ({
  page,
  context,
}) => {
  const read = async () => await (await context.request.get("/")).text();
  const before = await read();
  await signInAsMember(context, "Same Bytes");
  expect(await read()).toBe(before);
  await page.goto("/");
  await expect(page.getByRole("region", { name: "For you" })).toBeVisible();
});

/** A site that has just started for the first time trains for half a minute; until then no film has kin. */
async function firstModel(page: Page): Promise<void> {
  const list = new ListPage(page);
  await list.open("all-time");
  const film = (await list.film(0).getAttribute("href")) ?? "";
  await expect(async () => {
    await page.goto(film);
    await expect(page.getByRole("region", { name: "Similar films" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 90_000 });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
