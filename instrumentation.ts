/** Runs once when a site process starts: from then on it watches over the jobs. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { startWatch } = await import("./server/jobs/watch");
  startWatch();
}
