import { expect, test } from "@playwright/test";
import { signInAsMember, signInAsStaff } from "../pages/people";
import { SignInForm } from "../pages/sign-in-page";
import { site } from "../site";

const desk = [
  "/admin/movies",
  "/admin/movies/new",
  "/admin/movies/1",
  "/admin/models",
  "/admin/runs",
  "/admin/runs/none",
  "/admin/dead-letters",
  "/admin/dead-letters/none",
  "/admin/audit",
] as const;

for (const path of desk) {
  test(`${path} is not for members, and holds nothing for them`, async ({ page, context }) => {
    await signInAsMember(context, "Mo Member");
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "Staff only" })).toBeVisible();
    const answer = await context.request.get(path);
    expect(await answer.text()).not.toMatch(
      /Add the film|Run now|Train now|Save|Search titles|"\/?movies\/[a-z0-9-]+-\d{4}"/,
    );
  });
}

test("/admin leads staff to the desk, and nobody else further than the door", async ({ page, context }) => {
  await signInAsStaff(context);
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/admin\/movies$/);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Staff only");
  await signInAsMember(context, "Mo Member");
  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1, name: "Staff only" })).toBeVisible();
});

const queries = {
  "movies.adminList": { q: "godfather" },
  "movies.editable": { id: 1 },
  "movies.findDuplicate": { title: "The Godfather", year: 1972 },
  "runs.list": { page: 1 },
  "runs.get": { runId: "none" },
  "deadLetters.list": {},
  "deadLetters.get": { runId: "none" },
  "audit.list": {},
};
const mutations = {
  "movies.add": { title: "Not By A Member", year: 2000 },
  "movies.update": { id: 1, version: 1, patch: { title: "Not By A Member" } },
  "runs.runNow": { functionId: "sweep" },
  "runs.cancel": { runId: "none" },
  "deadLetters.replay": { runId: "none" },
  "deadLetters.replayAll": { functionId: "sweep" },
  "deadLetters.discard": { runId: "none", reason: "none of theirs" },
};

test("the desk's procedures refuse visitors and members, whatever page asks", async ({ context }) => {
  const answers = async (): Promise<unknown[]> => {
    const asked = Object.entries(queries).map(([path, input]) =>
      context.request.get(`/api/trpc/${path}`, { params: { input: JSON.stringify(input) } }),
    );
    const sent = Object.entries(mutations).map(([path, data]) =>
      context.request.post(`/api/trpc/${path}`, { data }),
    );
    const all = await Promise.all([...asked, ...sent]);
    return await Promise.all(
      all.map(async (answer) => {
        const { result, error } = await answer.json();
        return [answer.status(), result, error.data.code];
      }),
    );
  };
  expect(new Set((await answers()).map(String))).toEqual(new Set(["401,,UNAUTHORIZED"]));
  await signInAsMember(context, "Mo Member");
  expect(new Set((await answers()).map(String))).toEqual(new Set(["403,,FORBIDDEN"]));
  const page = await context.request.get("/admin/movies?q=godfather", { headers: { RSC: "1" } });
  expect(await page.text()).not.toContain("the-godfather-1972");
});

test("a visitor is led to sign-in and back", async ({ page, request }) => {
  const answer = await request.get("/admin/movies?q=godfather&page=1", { maxRedirects: 0 });
  expect([answer.status(), answer.headers().location]).toEqual([
    307,
    "/sign-in?next=%2Fadmin%2Fmovies%3Fq%3Dgodfather%26page%3D1",
  ]);
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
    .getByRole("list", { name: "Runs" })
    .getByRole("listitem")
    .filter({ hasText: "Trending" })
    .first();
  await expect(run).toContainText("Done", { timeout: 30_000 });
  await run.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Trending" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Steps" })).toContainText("publish");
});
