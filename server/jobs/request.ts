import { NonRetriableError } from "inngest";
import { z } from "zod";
import { AppError } from "../errors";

const request = z.object({
  runId: z.string(),
  list: z.string().optional(),
  refit: z.boolean().optional(),
  replayOf: z.string().optional(),
});

/**
 * What a run was asked for with, by a person or by a replay of such a run; null for crons and wake-ups. The
 * data tells, not the event's name: an invoked function's event has another.
 */
export function requestOf(data: unknown): z.infer<typeof request> | null {
  return request.safeParse(data).data ?? null;
}

/** Faults that another try may find gone. */
const PASSING = new Set(["unavailable", "rate-limited", "internal"]);

/** Does a step's work; what a domain refuses on purpose is refused at the next try too, so there is none. */
export async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || PASSING.has(error.code)) throw error;
    throw new NonRetriableError(error.message, { cause: error });
  }
}
