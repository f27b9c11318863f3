import { z } from "zod";
import { type AppError, type ErrorCode, statusOf } from "../../errors";
import type { ApiAnswer } from "./exchange";

const titles: Record<ErrorCode, string> = {
  malformed: "Malformed request",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  "not-found": "Not found",
  "method-not-allowed": "Method not allowed",
  conflict: "Conflict",
  "precondition-failed": "Changed since",
  "too-large": "Too large",
  "unsupported-media-type": "Unsupported media type",
  invalid: "Invalid",
  "rate-limited": "Too many requests",
  unavailable: "Unavailable",
  internal: "Our fault",
};

/** RFC 9457, as every error of the API is answered. */
export const problemSchema = z.looseObject({
  type: z.string().describe("Where the code is explained"),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What happened and what to do next"),
  code: z.enum(["malformed", ...Object.keys(titles).filter((code) => code !== "malformed")]),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** An error as the API answers it. */
export function problem(error: AppError, requestId: string): ApiAnswer & { text: string } {
  const status = statusOf[error.code];
  const body = {
    type: `/api/docs#${error.code}`,
    title: titles[error.code],
    status,
    detail: error.userMessage,
    code: error.code,
    requestId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...error.data,
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) }),
    ...(error.code === "unauthenticated" ? { "www-authenticate": 'Bearer realm="marquee"' } : {}),
  };
  return { status, headers, text: JSON.stringify(body) };
}
