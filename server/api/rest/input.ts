import type { z } from "zod";
import { AppError } from "../../errors";
import { readText } from "../body";
import { fieldErrors, fieldWords } from "../field-errors";
import type { ApiRequest } from "./exchange";

/** @throws AppError invalid, with a message for each field at fault. */
export function parseOrRefuse<Output>(schema: z.ZodType<Output>, given: unknown, what: string): Output {
  const parsed = schema.safeParse(given, { error: fieldWords(what) });
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  const first = errors[0]?.message;
  throw new AppError("invalid", { userMessage: `${what} is not valid. ${first ?? ""}`.trim(), errors });
}

/** The query string's parameters; each at most once. */
export function queryOf(url: URL): Record<string, string> {
  const seen = new Set<string>();
  for (const name of url.searchParams.keys()) {
    if (seen.has(name)) {
      const message = `${name} is given more than once.`;
      throw new AppError("invalid", { userMessage: message, errors: [{ path: name, message }] });
    }
    seen.add(name);
  }
  return Object.fromEntries(url.searchParams);
}

/**
 * A request's JSON; undefined where it has no body.
 * @throws AppError too-large, unsupported-media-type, malformed
 */
export async function readJson(request: ApiRequest): Promise<unknown> {
  const text = await readText(request);
  if (text === "") return undefined;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[a-z0-9.-]+\+json$/.test(type))
    throw new AppError("unsupported-media-type", {
      userMessage: "Send JSON, with Content-Type: application/json.",
    });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed", { userMessage: "The body is not valid JSON.", cause });
  }
}
