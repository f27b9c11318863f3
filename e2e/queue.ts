import { type APIRequestContext, expect } from "@playwright/test";

/** Waits until nothing is on its way any more: events, dirty films, runs. */
export async function drained(request: APIRequestContext): Promise<void> {
  await expect
    .poll(async () => (await (await request.get("/api/health/ready")).json()).pending, { timeout: 90_000 })
    .toEqual({ outbox: 0, dirty: 0, runs: 0 });
}
