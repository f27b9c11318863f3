import { expect, test } from "@playwright/test";
import { viewerKnown } from "../pages/masthead";
import { PASSWORD, signInAsMember } from "../pages/people";

test("a member deletes their account: with their password, and then nothing is left", async ({
  page,
  context,
}) => {
  const email = await signInAsMember(context, "Lea Ving");
  await page.goto("/me");
  await viewerKnown(page);
  await expect(page.getByText(email)).toBeVisible();
  await page.getByText("Delete it …").click();
  const password = page.getByLabel("Your password");
  await password.fill("not this one");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(password).toHaveAccessibleDescription(/not your password/);
  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  await context.request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password: PASSWORD, json: "true" },
  });
  expect(await (await context.request.get("/api/auth/session")).json()).toEqual({});
});

test("a visitor is led to sign-in and back to their own pages", async ({ page }) => {
  for (const path of ["/me", "/for-you"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(path)}`);
  }
});
