import { setTimeout } from "node:timers/promises";
import { canSeeRuns } from "../auth/policy";
import { getViewer } from "../auth/session";
import { findVersion } from "../jobs/runs/queries";
import { findMember } from "../members/queries";
import type { Session } from "../members/schema";
import { logger } from "../observability/logger";

/** How often a stream looks for changes, and shows that it lives and asks for the role again, in milliseconds. */
const LOOK = 1_000;
const BEAT = 15_000;

/** A stream ends after this and the browser opens the next, in milliseconds: none lives for ever. */
const LIFETIME = 10 * 60_000;

/** How long a browser waits before it opens a stream again, in milliseconds. */
const RECONNECT = 2_000;

/** Most streams of one process, so that forgotten tabs never take all of its database's time. */
const MOST = 100;

const open = new Set<() => void>();

let listening = false;

/** A process that is asked to stop, or to make way for another, closes its streams: it waits until all answers have ended. */
function endWithProcess(end: () => void): void {
  open.add(end);
  if (listening) return;
  listening = true;
  const endAll = () => {
    for (const each of open) each();
  };
  process.once("SIGTERM", endAll);
  process.on("message", (message) => message === "retire" && endAll());
}

/** Whether somebody may look on, as the database has them now. */
async function mayLook(session: Session): Promise<boolean> {
  const member = await findMember(session);
  return member !== null && canSeeRuns(member.role);
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status, headers: { "Cache-Control": "no-store" } });
}

/**
 * Tells staff's browsers, as server-sent events, that runs have changed: those of the address' `runId`, or any.
 * An event says no more than that something is new; what, the browser asks by the procedure that decides who
 * may see it. Each stream reads the database, so it doesn't matter which process a run's steps write from.
 */
export async function streamRunEvents(request: Request): Promise<Response> {
  const session = await getViewer();
  if (!session) return refuse(401, "You are signed out. Sign in and try again.");
  if (!(await mayLook(session))) return refuse(403, "Only editors and admins may see this.");
  if (open.size >= MOST) return refuse(503, "Too many people look on. Try again in a moment.");
  const runId = new URL(request.url).searchParams.get("runId");
  const known = request.headers.get("last-event-id");
  return new Response(
    changes(request.signal, runId, known, () => mayLook(session)),
    {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store, no-transform",
        // Proxies that gather answers would keep the events to themselves.
        "X-Accel-Buffering": "no",
      },
    },
  );
}

/**
 * The stream itself: `retry`, then an event `changed` at each new version (its id: what `known` says a browser
 * has seen), a comment when nothing happens, and an end.
 */
export function changes(
  signal: AbortSignal,
  runId: string | null,
  known: string | null,
  allowed: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const stop = new AbortController();
  const end = () => stop.abort();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      endWithProcess(end);
      signal.addEventListener("abort", end);
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      write(`retry: ${RECONNECT}\n\n`);
      follow(stop.signal, runId, known, allowed, write)
        .catch((error: unknown) =>
          logger.warn({ error }, "A stream of run changes broke; it is opened again."),
        )
        .finally(() => {
          open.delete(end);
          signal.removeEventListener("abort", end);
          closeQuietly(controller);
        });
    },
    cancel: end,
  });
}

/** Whoever read the stream may be gone already. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // It is closed.
  }
}

async function follow(
  stop: AbortSignal,
  runId: string | null,
  known: string | null,
  allowed: () => Promise<boolean>,
  write: (text: string) => void,
): Promise<void> {
  const began = Date.now();
  let beat = began;
  let version = known;
  while (!stop.aborted && Date.now() - began < LIFETIME) {
    const found = await findVersion(runId);
    if (stop.aborted) return;
    if (found !== version) {
      version = found;
      write(`event: changed\nid: ${found}\ndata: {}\n\n`);
    }
    if (Date.now() - beat >= BEAT) {
      beat = Date.now();
      if (!(await allowed())) return;
      if (!stop.aborted) write(": beat\n\n");
    }
    await setTimeout(LOOK, undefined, { signal: stop }).catch(() => {});
  }
}
