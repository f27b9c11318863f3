import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { database } from "../api/tokens";
import { viewerKnown } from "../pages/masthead";
import { signInAsMember, signInAsStaff } from "../pages/people";

const open = [
  "/",
  "/lists",
  "/lists/all-time",
  "/lists/trending",
  "/lists/all-time/21",
  "/movies/the-godfather-1972",
  "/search?q=god",
  "/search?q=nothing-of-the-kind",
  "/how-ranking-works",
  "/how-recommendations-work",
  "/api/docs",
  "/sign-in",
  "/sign-up",
  "/nothing",
] as const;
const staff = [
  "/admin/movies",
  "/admin/movies/new",
  "/admin/movies/1",
  "/admin/models",
  "/admin/runs",
  "/admin/runs/axe-run",
  "/admin/dead-letters",
  "/admin/dead-letters/axe-letter",
  "/admin/audit",
  "/for-you",
  "/me",
] as const;

const steps = [
  { id: "publish", attempt: 1, milliseconds: 40, error: null, at: "2026-11-23T12:00:00.000Z" },
  { id: "prune", attempt: 1, milliseconds: 9, error: "it broke", at: "2026-11-23T12:00:01.000Z" },
];

// Axe goes through many pages in one test.
test.describe.configure({ timeout: 120_000 });

// A run and a dead letter with everything that one can have, so that axe sees it all. (Failed and yet without an
// end: other tests wait until nothing is queued or running.)
test.beforeAll(async () => {
  await removeExamples();
  await database().jobRun.create({
    data: {
      ...{ id: "axe-run", engineRunId: "axe-letter", functionId: "publish-decayed", status: "failed" },
      ...{ eventId: "axe", input: { film: 1 }, output: { published: [] }, error: "it broke", steps },
    },
  });
  await database().jobProgress.create({
    data: { runId: "axe-run", done: 1, total: 3, words: "Counting every vote" },
  });
  await database().jobLog.create({
    data: { runId: "axe-letter", at: new Date(), line: { "log.level": "warn", message: "It was slow." } },
  });
  const error = { name: "TypeError", message: "it broke", stack: "TypeError: it broke" };
  await database().deadLetter.create({
    data: { runId: "axe-letter", functionId: "publish-decayed", event: { name: "x" }, error, steps },
  });
});

test.afterAll(removeExamples);

async function removeExamples(): Promise<void> {
  await database().jobRun.deleteMany({ where: { id: "axe-run" } });
  await database().jobProgress.deleteMany({ where: { runId: "axe-run" } });
  await database().jobLog.deleteMany({ where: { runId: "axe-letter" } });
  await database().deadLetter.deleteMany({ where: { runId: "axe-letter" } });
}

async function settle(page: Page): Promise<void> {
  await viewerKnown(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function expectNoViolations(page: Page): Promise<void> {
  // Only violations are put into words; and no page has frames, so none is opened to put their results together.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html)
        .slice(0, 3)
        .join(" | ")}`,
  );
  expect(found).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1440] as const) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({
        colorScheme,
        viewport: { width, height: 900 },
        contextOptions: { reducedMotion: "reduce" },
      });

      test("every public page passes axe", async ({ page }) => {
        for (const path of open) {
          await page.goto(path);
          await settle(page);
          await expectNoViolations(page);
        }
      });

      test("every page of the desk and of members passes axe", async ({ page, context }) => {
        await signInAsStaff(context);
        for (const path of staff) {
          await page.goto(path);
          await settle(page);
          await expectNoViolations(page);
        }
        await page.goto("/admin/dead-letters/axe-letter");
        await settle(page);
        await page.getByRole("button", { name: "Discard…" }).click();
        await page.getByRole("button", { name: "Discard it" }).click();
        await expectNoViolations(page);
        await page.goto("/admin/movies/new");
        await settle(page);
        await page.getByRole("button", { name: "Add the film" }).click();
        await expect(page.getByText("The title is missing.")).toBeVisible();
        await expectNoViolations(page);
      });

      test("the rating dialog and the staff-only page pass axe", async ({ page, context }) => {
        await signInAsMember(context, "Axe");
        await page.goto("/admin/runs");
        await settle(page);
        await expectNoViolations(page);
        await page.goto("/lists/drama");
        await settle(page);
        await page
          .getByRole("button", { name: /^Rate / })
          .first()
          .click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectNoViolations(page);
      });
    });
  }
}

test("nothing sticks out sideways at 320 px", async ({ page, context }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await signInAsStaff(context);
  for (const path of [...open, ...staff]) {
    await page.goto(path);
    await settle(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

test("on a phone three posters stand in a row, the first row above the fold", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto("/");
  const boxes = await Promise.all(
    [0, 1, 2, 3].map((index) =>
      page.getByRole("main").locator("ol > li").nth(index).locator(".po").boundingBox(),
    ),
  );
  const [first, second, third, fourth] = boxes.map((box) => ({
    top: box?.y ?? -1,
    bottom: (box?.y ?? 0) + (box?.height ?? 0),
  }));
  expect(second?.top).toBe(first?.top);
  expect(third?.top).toBe(first?.top);
  expect(fourth?.top).toBeGreaterThan(first?.bottom ?? 0);
  expect(first?.bottom).toBeLessThan(700);
});

test("the first stop of the keyboard is the way past the masthead", async ({ page }) => {
  await page.goto("/lists/all-time");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("targets for fingers measure 44 px", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/lists/all-time");
  await settle(page);
  const small = await page
    .locator("header a, header button, nav a, .rt")
    .evaluateAll((elements) =>
      elements
        .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height > 1 && height < 43.5),
    );
  expect(small).toEqual([]);
});
