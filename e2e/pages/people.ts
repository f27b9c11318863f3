import { randomUUID } from "node:crypto";
import { type BrowserContext, expect } from "@playwright/test";
import { site } from "../site";

/** Of every member that a test makes. */
export const PASSWORD = "three words here";

/** Signs the browser in without the form: the same requests, the same cookie. */
export async function signIn(context: BrowserContext, email: string, password: string): Promise<void> {
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  await context.request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password, json: "true" },
  });
  const session = await (await context.request.get("/api/auth/session")).json();
  expect(session, `${email} is signed in`).toHaveProperty("expires");
}

/** The member of staff that the first start made. */
export async function signInAsStaff(context: BrowserContext): Promise<void> {
  const { adminEmail, adminPassword } = site();
  await signIn(context, adminEmail, adminPassword);
}

/** A new member of this name, signed in. @returns their address. */
export async function signInAsMember(context: BrowserContext, name: string): Promise<string> {
  const email = `${randomUUID()}@example.org`;
  const answer = await context.request.post("/api/trpc/viewer.signUp", {
    data: { name, email, password: PASSWORD },
  });
  expect(answer.ok(), "the member is made").toBe(true);
  await signIn(context, email, PASSWORD);
  return email;
}
