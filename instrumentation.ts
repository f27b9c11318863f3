/** Next calls this once, before the server takes its first request. What isn't configured isn't loaded. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startObserving } = await import("./server/observability/start");
  await startObserving();
  if (process.env.NEXT_PHASE === "phase-production-build") return;
  const { startWatch } = await import("./server/jobs/watch");
  startWatch();
  // The production front follows what goes stale already; the development server has none.
  if (globalThis.marqueeLearnChanges) return;
  const { changesUrl } = await import("./server/env");
  const { followChanges } = await import("./server/front/changes");
  await followChanges(changesUrl());
}
