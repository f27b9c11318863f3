import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { SignInForm } from "../pages/sign-in-page";
import { site } from "../site";

test("one joins, is led back, signs out and in again", async ({ page }) => {
  const email = `${randomUUID()}@example.org`;
  await page.goto("/sign-up?next=%2Flists%2Fdrama%23rank-3");
  await page.getByLabel("Name").fill("Noa New");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("three words here");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(/\/lists\/drama#rank-3$/);
  await page.getByRole("button", { name: /Noa New/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in" }).click();

  const form = new SignInForm(page);
  await form.submit(email, "not the words");
  await expect(page.getByRole("alert").filter({ hasText: "don’t go together" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await form.submit(email, "three words here");
  await expect(page.getByRole("button", { name: /Noa New/ })).toBeVisible();
});

test("joining says what is wrong beside each field and focuses the first", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("E-mail address").fill("not an address");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  const email = page.getByLabel("E-mail address");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription(/This is no e-mail address/);
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/at least 10 characters/);
  await expect(page.getByLabel("Name")).toHaveValue("Ada");
});

test("an address that is taken is said at its field", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Second");
  await page.getByLabel("E-mail address").fill(site().adminEmail);
  await page.getByLabel("Password").fill("three words here");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(
    /There is already an account with this address/,
  );
});

for (const next of [
  "https://elsewhere.example",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "/.//elsewhere.example",
  "/..//elsewhere.example",
  "/%2e//elsewhere.example",
]) {
  test(`sign-in never leads to ${next}`, async ({ page }) => {
    const { adminEmail, adminPassword } = site();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await new SignInForm(page).submit(adminEmail, adminPassword);
    await expect(page.getByRole("heading", { level: 1, name: "The top ten" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(new URL(site().baseURL).origin);
  });
}
