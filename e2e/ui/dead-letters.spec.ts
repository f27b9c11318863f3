import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { database } from "../api/tokens";
import { signInAsStaff } from "../pages/people";

/** A full edition of a list that isn't there: asked for as the site itself would, refused for good. */
async function poison(): Promise<{ slug: string; runId: string }> {
  const runId = randomUUID();
  const slug = `lost-${runId.slice(0, 8)}`;
  await database().outbox.create({
    data: { id: randomUUID(), name: "rankings/recompute-requested", data: { runId, list: slug } },
  });
  return { slug, runId };
}

/** Waits on the list of dead letters, which isn't loaded again, until the letter of this list is there. */
async function openLetter(page: Page, slug: string): Promise<void> {
  await page.goto("/admin/dead-letters?status=open");
  const letter = page.getByRole("link", { name: `There is no list named ${slug}.` });
  await expect(letter).toBeVisible({ timeout: 30_000 });
  await letter.click();
  await expect(page.getByRole("status").filter({ hasText: /^Open$/ })).toBeVisible();
}

/** Sends what waits in the outbox on its way, as any write does. */
async function write(page: Page): Promise<void> {
  const sent = await page.request.post("/api/trpc/runs.runNow", { data: { functionId: "sweep" } });
  expect(sent.ok()).toBe(true);
}

test.beforeEach(async ({ context }) => {
  await signInAsStaff(context);
});

test("a poisoned job leaves a dead letter; staff replays it when the cause is gone, and it is resolved", async ({
  page,
}) => {
  const { slug } = await poison();
  await write(page);
  await openLetter(page, slug);
  await expect(page.getByRole("region", { name: "Payload" })).toContainText(slug);
  await expect(page.getByRole("list", { name: "Steps" })).toContainText(/Failed:\s*publish/);

  // Too little weight for any film to enter it: nobody else's lists change.
  const list = { slug, title: "Found again", kind: "all", minimumWeight: 2_000_000_000 } as const;
  await database().list.create({ data: list });
  try {
    await page.getByRole("button", { name: "Replay" }).click();
    await expect(page.getByRole("status").filter({ hasText: /^Replayed$/ })).toBeVisible({ timeout: 30_000 });
  } finally {
    await database().list.delete({ where: { slug } });
  }
  await page.getByRole("link", { name: "Done" }).click();
  await expect(page.getByRole("region", { name: "Input" })).toContainText(slug);
  await expect(page.getByText("A run ended well.", { exact: true })).toBeVisible();
  await page.goto("/admin/audit?action=dead-letter.replay");
  await expect(
    page.getByRole("listitem").filter({ hasText: "replayed a dead letter of Full edition" }).first(),
  ).toBeVisible();
});

test("a dead letter is discarded with a reason, which stays", async ({ page }) => {
  const { slug } = await poison();
  await write(page);
  await openLetter(page, slug);
  await page.getByRole("button", { name: "Discard…" }).click();
  await page.getByRole("button", { name: "Discard it" }).click();
  await expect(page.getByText("Say in a few words why; others will read it.")).toBeVisible();
  await page.getByLabel("Why is it discarded?").fill(`The list ${slug} was a mistake`);
  await page.getByRole("button", { name: "Discard it" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^Discarded$/ })).toBeVisible();
  await expect(page.getByText(`“The list ${slug} was a mistake”`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Replay" })).toHaveCount(0);
  await page.goto("/admin/audit");
  await expect(page.getByRole("listitem").filter({ hasText: slug })).toBeVisible();
});
