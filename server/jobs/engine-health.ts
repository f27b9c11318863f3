import { z } from "zod";
import { env } from "../env";

/** How long the engine may take to say how it is, in milliseconds. */
const PATIENCE = 2_000;

const health = z.object({
  ready: z.boolean(),
  app: z.enum(["here", "away"]),
  oldestReadyAgeMs: z.number().default(0),
});
export type EngineHealth = z.infer<typeof health>;

/**
 * What our own engine says of itself; null where an Inngest of the operators' runs the jobs.
 * @throws Error where it doesn't answer.
 */
export async function askEngine(): Promise<EngineHealth | null> {
  const { MARQUEE_ENGINE, INNGEST_BASE_URL } = env();
  if (MARQUEE_ENGINE !== "embedded" || !INNGEST_BASE_URL) return null;
  const answer = await fetch(new URL("/health", INNGEST_BASE_URL), { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  return health.parse(await answer.json());
}
