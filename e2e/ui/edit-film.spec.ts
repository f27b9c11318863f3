import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { viewerKnown } from "../pages/masthead";
import { signInAsStaff } from "../pages/people";

/** A film of this test's own, and its form. */
async function openForm(page: Page, film: Record<string, unknown>): Promise<number> {
  const answer = await page.request.post("/api/trpc/movies.add", { data: { year: 1972, ...film } });
  const { id } = (await answer.json()).result.data;
  await page.goto(`/admin/movies/${id}`);
  await viewerKnown(page);
  return id;
}

/** What another member of staff changes, at the version that stands. */
async function changeElsewhere(browser: Browser, baseURL: string, id: number, patch: object): Promise<void> {
  const context = await browser.newContext({ baseURL });
  await signInAsStaff(context);
  const read = await context.request.get("/api/trpc/movies.editable", {
    params: { input: JSON.stringify({ id }) },
  });
  const { version } = (await read.json()).result.data;
  const wrote = await context.request.post("/api/trpc/movies.update", { data: { id, version, patch } });
  expect(wrote.ok(), "the other change is in").toBe(true);
  await context.close();
}

test.beforeEach(async ({ context }) => signInAsStaff(context));

test("staff change a film from its page; cast and keywords show", async ({ page }) => {
  const title = `Orbit ${randomUUID()}`;
  await openForm(page, { title, directors: ["Ann Other"] });
  await page.getByLabel("Cast").fill("Jo Bloggs\nMia Muster");
  await page.getByLabel("Keywords").fill("Ocean, space station");
  await page.getByLabel("Synopsis").fill("A planet remembers.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("ocean · space station")).toBeVisible();
  await expect(page.getByRole("region", { name: "Cast" }).getByText("Mia Muster")).toBeVisible();
  await expect(page.getByText("Directed by Ann Other")).toBeVisible();
  await page.getByRole("link", { name: "Change this film" }).click();
  await expect(page.getByLabel("Keywords")).toHaveValue("ocean, space station");
});

test("when someone else was faster, both changes come together and nothing typed is lost", async ({
  page,
  browser,
  baseURL,
}) => {
  const title = `Orbit ${randomUUID()}`;
  const id = await openForm(page, { title, synopsis: "First." });
  await page.getByLabel("Synopsis").fill("Mine.");
  await page.getByLabel("Certificate").fill("PG");
  await changeElsewhere(browser, baseURL ?? "", id, { synopsis: "Theirs.", runtimeMinutes: 97 });
  await page.reload();
  await expect(page.getByLabel("Synopsis")).toHaveValue("Mine.");
  await page.getByRole("button", { name: "Save" }).click();
  const told = page.getByRole("alert").filter({ hasText: "Someone else changed this film" });
  await expect(told).toContainText("The form has their runtime now.");
  await expect(told).toContainText("Theirs.");
  await expect(page.getByLabel("Synopsis")).toHaveValue("Mine.");
  await expect(page.getByLabel("Runtime in minutes")).toHaveValue("97");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("1972 · 1 h 37 min · PG")).toBeVisible();
  await expect(page.getByRole("region", { name: "Synopsis" })).toContainText("Mine.");
});
