import { expect, test, vi } from "vitest";
import { AppError } from "../errors";
import { logger } from "../observability/logger";
import { authOptions } from "./options";
import { signIn } from "./sign-in";

vi.mock("./sign-in", () => ({ signIn: vi.fn() }));

async function authorize(): Promise<unknown> {
  const [provider] = authOptions().providers;
  if (provider?.type !== "credentials") throw new Error("There is no sign-in by password.");
  const request = { headers: {}, body: {}, query: {}, method: "POST" };
  return await Reflect.get(provider.options ?? {}, "authorize")({ email: "a", password: "b" }, request);
}

test("the form is told what is meant for people", async () => {
  const userMessage = "There were too many attempts. Try again in 15 minutes.";
  vi.mocked(signIn).mockRejectedValue(new AppError("rate-limited", { message: "for the log", userMessage }));
  await expect(authorize()).rejects.toThrow(userMessage);
});

test("of any other fault it learns nothing, and the log everything", async () => {
  const error = vi.spyOn(logger, "error").mockImplementation(() => {});
  const fault = new Error("connect ECONNREFUSED 10.0.0.1:5432");
  vi.mocked(signIn).mockRejectedValue(fault);
  await expect(authorize()).rejects.toThrow("Signing in failed on our side. Try again in a moment.");
  expect(error).toHaveBeenCalledWith({ error: fault }, expect.any(String));
});
