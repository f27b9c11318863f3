import cluster from "node:cluster";
import { env } from "../env";
import { logger } from "../observability/logger";
import { serve } from "./serve";
import { Workers } from "./workers";

/** The site in production: one process, or WEB_CONCURRENCY of them, which SIGUSR2 replaces one by one. */
async function main(): Promise<void> {
  const { WEB_CONCURRENCY: count } = env();
  if (cluster.isPrimary && count !== undefined) {
    const workers = new Workers(count);
    process.on("SIGUSR2", () => void workers.replaceAll().catch((error: unknown) => logger.error({ error })));
    const stop = () => void workers.stop().then(() => process.exit(0));
    process.once("SIGTERM", stop).once("SIGINT", stop);
    await workers.start();
    return;
  }
  process.on("SIGUSR2", () => logger.warn({}, "Processes are replaced where WEB_CONCURRENCY says how many."));
  // Until it answers there is nothing to finish.
  let stop = async (_gently: boolean): Promise<void> => process.exit(0);
  const end = () => void stop(false);
  process.once("SIGTERM", end).once("SIGINT", end);
  cluster.worker?.on("message", (message: unknown) => {
    if (message === "retire") void stop(true);
  });
  stop = await serve({ successor: env().MARQUEE_SUCCESSOR });
}

await main();
