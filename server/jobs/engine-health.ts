import { z } from "zod";
import { env } from "../env";

const engineHealth = z.object({
  ready: z.boolean(),
  app: z.enum(["here", "away"]),
  /** Calls that are due, and calls under way. */
  queued: z.number(),
  running: z.number(),
  /** Milliseconds that the oldest due call has waited. */
  oldestReadyAgeMs: z.number(),
});

/**
 * What the embedded job engine says of itself; null where another engine is used, whose operators watch it.
 * @throws Error where it doesn't answer within two seconds.
 */
export async function readEngineHealth(): Promise<z.infer<typeof engineHealth> | null> {
  const { MARQUEE_ENGINE, INNGEST_BASE_URL } = env();
  if (MARQUEE_ENGINE !== "embedded" || !INNGEST_BASE_URL) return null;
  const answer = await fetch(new URL("/health", INNGEST_BASE_URL), { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  return engineHealth.parse(await answer.json());
}
