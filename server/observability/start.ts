import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../env";
import { observeHttp, routeMatcher, routesManifest } from "./http-metrics";
import { logger } from "./logger";

/** Begins what the settings ask for: traces with an address for them, metrics with a token. */
export async function startObserving(): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, MARQUEE_METRICS_TOKEN } = env();
  if (OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) {
    const { startTracing } = await import("./otel");
    const stop = startTracing(OTEL_SERVICE_NAME);
    process.once("SIGTERM", () => void stop());
    logger.info({ endpoint: OTEL_EXPORTER_OTLP_ENDPOINT }, "Traces are sent.");
  }
  if (MARQUEE_METRICS_TOKEN !== undefined) observeHttp(routeMatcher(await readRoutes()));
}

/** The routes of this build; none in development, where they come as they are asked for. */
async function readRoutes() {
  const file = join(process.cwd(), env().MARQUEE_BUILD_DIR, "routes-manifest.json");
  try {
    return routesManifest.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    logger.warn({ error, file }, "The build's routes can't be read; requests are counted without them.");
    return { staticRoutes: [], dynamicRoutes: [] };
  }
}
