import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { addressOf } from "../auth/address";
import { getViewer } from "../auth/session";
import { afterWrite } from "./after-write";
import { appRouter } from "./root";
import { createCallerFactory } from "./trpc";

const createCaller = createCallerFactory(appRouter);

/** Procedures for pages, with the viewer's own data; reads the session, so only inside Suspense. */
export async function caller() {
  const address = addressOf(await headers());
  return createCaller({ viewer: await getViewer(), requestId: randomUUID(), address, afterWrite });
}
