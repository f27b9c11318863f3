import { once } from "node:events";
import { Server } from "node:net";
import { changesUrl, env } from "../env";
import { logger } from "../observability/logger";
import { followChanges } from "./changes";
import { Front } from "./front";
import { NextSite } from "./next-site";
import { serverOf } from "./server";

const MEGABYTE = 1024 * 1024;
/** Milliseconds that answers under way, and connections that clients keep, have to end: less than the start command gives. */
const PATIENCE = 7_000;
/** The same where another process answers already, and a step of the job engine may take its time. */
const LONG_PATIENCE = 10 * 60_000;
/** Milliseconds from listening to the first page that is made for nobody: whoever waits for the start comes first. */
const WARM_UP_AFTER = 1_000;

/**
 * A production process of the site: Next behind the front, on the port that the settings name.
 * @param successor of a process that answers until this one listens: so it takes its time, and listens when it is warm.
 * @returns a function that takes no new connections, lets answers under way end, and ends the process; gently, idle
 * connections stay for some seconds until their client uses them once more, for it may be about to.
 */
export async function serve({
  successor,
}: {
  successor: boolean;
}): Promise<(gently: boolean) => Promise<void>> {
  const settings = env();
  const { HOST: hostname, PORT: port } = settings;
  // First: what is kept before the process hears of changes would never go stale, and loading Next holds all else up.
  const changes = await followChanges(changesUrl());
  const site = await NextSite.load(process.cwd(), { hostname, port });
  // Its modules take in some of Next's, which look for what loading Next sets up.
  const { withDirectRest } = await import("./direct-rest");
  const front = new Front({
    site: withDirectRest(site),
    memory: settings.MARQUEE_PAGE_MEMORY * MEGABYTE,
    most: settings.MARQUEE_MOST_AT_ONCE,
    url: new URL(settings.NEXTAUTH_URL),
  });
  const { server, connections } = serverOf(front);
  const warm = () =>
    front.warm().catch((error: unknown) => logger.warn({ error }, "The home page could not be made ahead."));
  if (successor) await warm();
  server.listen(port, hostname);
  await once(server, "listening");
  const later = successor ? undefined : setTimeout(warm, WARM_UP_AFTER).unref();
  return async (gently) => {
    clearTimeout(later);
    front.retire();
    setTimeout(() => process.exit(0), gently ? LONG_PATIENCE : PATIENCE).unref();
    const closed = once(server, "close");
    // That of HTTP cuts connections whose answers are still on their way, that of TCP none.
    Reflect.apply(Server.prototype.close, server, []);
    // Where clients may be about to use the idle ones, they have a while for that.
    if (gently) setTimeout(() => connections.end(), PATIENCE).unref();
    else connections.end();
    await closed;
    await Promise.all([site.close(), changes.stop()]);
    process.exit(0);
  };
}
