import { isTRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";

export interface Explained {
  /** For people. */
  message: string;
  /** Whether signing in again would help. */
  signedOut: boolean;
  /** Whether someone else changed the thing since it was read. */
  changedSince: boolean;
  requestId: string | null;
  errors: { path: string; message: string }[];
  /** What stands in the way, as the slug of a film. */
  details: Record<string, string | number>;
}

/** What a failed call means for the person who made it. */
export function explainError(error: unknown): Explained {
  const data = isTRPCClientError<AppRouter>(error) ? error.data : null;
  const heard = isTRPCClientError<AppRouter>(error) && data;
  return {
    message: heard ? error.message : "The site can't be reached. Check your connection and try again.",
    signedOut: data?.code === "UNAUTHORIZED",
    changedSince: data?.code === "PRECONDITION_FAILED",
    requestId: data?.requestId ?? null,
    errors: data?.errors ?? [],
    details: data?.details ?? {},
  };
}
