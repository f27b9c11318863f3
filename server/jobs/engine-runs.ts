import { createHash } from "node:crypto";
import { z } from "zod";
import { inngest } from "./client";

const answer = z.object({
  data: z.object({
    status: z.string(),
    ended_at: z.coerce.date().nullish(),
    output: z.unknown(),
  }),
});

/** How a run stands with the engine that runs it: the statuses of Inngest's API. */
export type EngineRun = z.infer<typeof answer>["data"];

/** The token of a signing key, as the SDK makes it: its prefix, and the SHA-256 of the key's bytes. */
function token(signingKey: string): string {
  const [prefix = ""] = /^signkey-\w+-/.exec(signingKey) ?? [];
  const key = Buffer.from(signingKey.slice(prefix.length), "hex");
  return prefix + createHash("sha256").update(key).digest("hex");
}

/**
 * Asks the job engine about one of its runs: `GET /v1/runs/:id`, which Inngest has and the embedded engine too.
 * @returns Null where the engine doesn't know it.
 * @throws Error where it doesn't say.
 */
export async function findEngineRun(engineRunId: string): Promise<EngineRun | null> {
  const { apiBaseUrl, signingKey: key } = inngest;
  const response = await fetch(new URL(`/v1/runs/${encodeURIComponent(engineRunId)}`, apiBaseUrl), {
    headers: key === undefined ? {} : { authorization: `Bearer ${token(key)}` },
    signal: AbortSignal.timeout(2_000),
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The job engine answered ${response.status} to a question about a run.`);
  return answer.parse(await response.json()).data;
}
