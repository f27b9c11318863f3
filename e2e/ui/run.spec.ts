import { expect, type Page, test } from "@playwright/test";
import { database } from "../api/tokens";
import { signInAsMember, signInAsStaff } from "../pages/people";

/** Starts a full edition. @returns its run's id. */
async function start(page: Page): Promise<string> {
  const sent = await page.request.post("/api/trpc/runs.runNow", { data: { functionId: "publish-full" } });
  return (await sent.json()).result.data.runId;
}

const saying = (page: Page, words: string) => page.getByRole("status").filter({ hasText: words });

test("a run is seen as it goes on, and one that waits is cancelled, without a reload", async ({
  page,
  context,
}) => {
  await signInAsStaff(context);
  const waiting = await context.newPage();
  // What every publish waits for is held until both pages have seen the runs wait.
  await database().$transaction(
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('marquee: publish'))`;
      const first = await start(page);
      await page.goto(`/admin/runs/${first}`);
      await expect(saying(page, "Waiting for other publishes")).toBeVisible();
      const second = await start(page);
      await waiting.goto(`/admin/runs/${second}`);
      await expect(saying(waiting, "Waiting")).toBeVisible();
      await waiting.getByRole("button", { name: "Cancel this run" }).click();
      await expect(saying(waiting, "Cancelled")).toBeVisible();
    },
    { timeout: 50_000 },
  );
  await expect(saying(page, "Done")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("A run ended well.", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Output" })).toContainText("published");
  await page.goto("/admin/audit?action=run.cancel");
  await expect(
    page.getByRole("listitem").filter({ hasText: "cancelled a run of Full edition" }),
  ).toBeVisible();
});

test("runs are filtered by an address that the back button understands", async ({ page, context }) => {
  await signInAsStaff(context);
  await page.goto("/admin/runs");
  await page.getByLabel("Job").selectOption({ label: "Sweep and heartbeat" });
  await expect(page).toHaveURL(/function=sweep/);
  await page.getByLabel("State").selectOption({ label: "Cancelled" });
  await expect(page).toHaveURL(/function=sweep.*status=cancelled/);
  await expect(page.getByText("No run is like that.")).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("State")).toHaveValue("");
  await expect(page.getByRole("list", { name: "Runs" }).getByRole("listitem").first()).toContainText(
    "Sweep and heartbeat",
  );
});

test("the stream of changes is refused to visitors and members, and alive for staff", async ({
  context,
  page,
}) => {
  const status = async () => (await context.request.get("/api/admin/runs/events")).status();
  expect(await status()).toBe(401);
  await signInAsMember(context, "Mo Member");
  expect(await status()).toBe(403);
  await signInAsStaff(context);
  await page.goto("/admin/runs");
  await expect(saying(page, ", live")).toBeVisible();
});
