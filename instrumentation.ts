/** Called by Next when it starts: the development server follows what goes stale, as the production front does. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || globalThis.marqueeLearnChanges) return;
  const { env } = await import("./server/env");
  const { followChanges } = await import("./server/front/changes");
  await followChanges(env().DATABASE_DIRECT_URL ?? env().DATABASE_URL);
}
