/** What went wrong, as every edge understands it: tRPC code, HTTP status and toast follow from it. */
export type ErrorCode =
  | "malformed"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "method-not-allowed"
  | "conflict"
  | "precondition-failed"
  | "too-large"
  | "unsupported-media-type"
  | "invalid"
  | "rate-limited"
  | "unavailable"
  | "internal";

/** A fault at one field: `path` is "title" or "genres.0". */
export interface FieldError {
  path: string;
  message: string;
}

interface Details {
  /** For the log. */
  message?: string;
  /** For people: what happened and what to do next. */
  userMessage: string;
  errors?: FieldError[];
  /** Seconds until another try makes sense. */
  retryAfter?: number;
  /** What a client may want to act on, as { id } of the film that stands. */
  data?: Record<string, string | number>;
  cause?: unknown;
}

/** The one error that domains throw on purpose; anything else is a fault of ours. */
export class AppError extends Error {
  readonly userMessage: string;
  readonly errors: FieldError[];
  readonly retryAfter: number | undefined;
  readonly data: Record<string, string | number> | undefined;

  constructor(
    readonly code: ErrorCode,
    details: Details,
  ) {
    super(details.message ?? details.userMessage, { cause: details.cause });
    this.name = "AppError";
    this.userMessage = details.userMessage;
    this.errors = details.errors ?? [];
    this.retryAfter = details.retryAfter;
    this.data = details.data;
  }
}

/** The HTTP status of a code. */
export const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "precondition-failed": 412,
  "too-large": 413,
  "unsupported-media-type": 415,
  invalid: 422,
  "rate-limited": 429,
  unavailable: 503,
  internal: 500,
};
