import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { onTestFinished } from "vitest";

/** A server of this test's, which ends with it. @returns its origin. */
export function listen(handler: RequestListener): Promise<string> {
  return listening(createServer(handler));
}

/** The same for one that is made already. */
export async function listening(server: Server): Promise<string> {
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}
