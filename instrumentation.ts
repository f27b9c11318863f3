/** Next calls this once, before the server takes its first request. What isn't configured isn't loaded. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startObserving } = await import("./server/observability/start");
  await startObserving();
}
