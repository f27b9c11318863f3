import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { startTestSite } from "../server/embedded/test-site";
import { chromiumOptions } from "./browser";
import { viewerKnown } from "./pages/masthead";
import { signInAsMember, signInAsStaff } from "./pages/people";
import { site } from "./site";

/** `npm run screenshots`: every page at two widths in both schemes, into docs/screenshots; or only those named. */
const folder = join(import.meta.dirname, "..", "docs", "screenshots");
const sizes = [
  { name: "390", width: 390, height: 844, deepest: 1700 },
  { name: "1440", width: 1440, height: 900, deepest: 2400 },
] as const;
const schemes = ["light", "dark"] as const;

interface Shot {
  name: string;
  path: string;
  as: "visitor" | "newcomer" | "member" | "staff";
  /** What to do before the picture is taken. */
  first?: (page: Page) => Promise<void>;
}

/** Until the island has its films. */
async function listed(page: Page): Promise<void> {
  await page.locator("main li").nth(5).waitFor();
}

const shots: Shot[] = [
  { name: "home", path: "/", as: "visitor" },
  { name: "list", path: "/lists/all-time", as: "member" },
  { name: "list-deep", path: "/lists/all-time/21", as: "visitor" },
  {
    name: "rate",
    path: "/lists/drama",
    as: "member",
    first: async (page) => {
      await page
        .getByRole("button", { name: /^Rate / })
        .first()
        .click();
      await page.getByRole("radio", { name: "8 of 10" }).hover();
    },
  },
  { name: "search", path: "/search?q=god", as: "visitor" },
  { name: "lists", path: "/lists", as: "visitor" },
  { name: "film", path: "/movies/the-godfather-1972", as: "member" },
  { name: "how-ranking-works", path: "/how-ranking-works", as: "visitor" },
  { name: "how-recommendations-work", path: "/how-recommendations-work", as: "visitor" },
  { name: "for-you", path: "/for-you", as: "member", first: listed },
  { name: "pick-films", path: "/for-you", as: "newcomer", first: listed },
  { name: "me", path: "/me", as: "member" },
  { name: "api-docs", path: "/api/docs", as: "visitor" },
  { name: "sign-in", path: "/sign-in", as: "visitor" },
  { name: "sign-up", path: "/sign-up", as: "visitor" },
  { name: "not-found", path: "/nothing", as: "visitor" },
  { name: "staff-only", path: "/admin/movies", as: "member" },
  { name: "admin-movies", path: "/admin/movies?q=night", as: "staff" },
  {
    name: "admin-add-film",
    path: "/admin/movies/new",
    as: "staff",
    first: async (page) => {
      await page.getByLabel("Title", { exact: true }).fill("the godfather");
      await page.getByLabel("Year", { exact: true }).fill("1972");
      await page.getByLabel("Runtime in minutes").fill("two hours");
      await page.getByText("is here already").waitFor();
      await page.getByRole("button", { name: "Add the film" }).click();
    },
  },
  { name: "admin-edit-film", path: "/admin/movies/1", as: "staff" },
  { name: "admin-runs", path: "/admin/runs", as: "staff" },
  { name: "admin-models", path: "/admin/models", as: "staff" },
];

type People = Record<Shot["as"], Awaited<ReturnType<BrowserContext["storageState"]>>>;

async function remember(browser: Browser, signIn: (context: BrowserContext) => Promise<void>) {
  const context = await browser.newContext({ baseURL: site().baseURL });
  await signIn(context);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** A member with some votes, whose publishing fills the runs page; and staff; and nobody. */
async function people(browser: Browser): Promise<People> {
  return {
    visitor: await remember(browser, async () => {}),
    newcomer: await remember(browser, async (context) => {
      await signInAsMember(context, "Ben");
    }),
    member: await remember(browser, async (context) => {
      await signInAsMember(context, "Ada");
      const found = await (await context.request.get("/api/v1/lists/all-time/entries?pageSize=9")).json();
      for (const [index, { movie }] of found.data.entries())
        await context.request.post("/api/trpc/ratings.rate", {
          data: { movieId: movie.id, value: 10 - (index % 4) },
        });
    }),
    staff: await remember(browser, signInAsStaff),
  };
}

async function take(browser: Browser, states: People, shot: Shot): Promise<void> {
  for (const { name, width, height, deepest } of sizes)
    for (const colorScheme of schemes) {
      const context = await browser.newContext({
        baseURL: site().baseURL,
        viewport: { width, height },
        colorScheme,
        reducedMotion: "reduce",
        locale: "en-GB",
        storageState: states[shot.as],
      });
      const page = await context.newPage();
      await page.goto(shot.path);
      await viewerKnown(page);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await shot.first?.(page);
      const whole = shot.name !== "rate";
      const content = await page.evaluate(() => document.documentElement.scrollHeight);
      if (whole) await page.setViewportSize({ width, height: Math.min(content, deepest) });
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({
        path: join(folder, `${shot.name}-${name}-${colorScheme}.jpg`),
        type: "jpeg",
        quality: 78,
      });
      await context.close();
    }
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const own = process.env.MARQUEE_E2E ? null : await startTestSite();
  if (own) process.env.MARQUEE_E2E = own.facts;
  const browser = await chromium.launch(await chromiumOptions());
  try {
    if (named.length === 0) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const states = await people(browser);
    for (const shot of shots.filter(({ name }) => named.length === 0 || named.includes(name))) {
      await take(browser, states, shot);
      console.log(shot.name);
    }
  } finally {
    await browser.close();
    await own?.stop();
  }
}

await main();
