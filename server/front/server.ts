import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { Connections } from "./connections";
import type { Front } from "./front";
import { KEEP_ALIVE } from "./wire";

const TIMES = {
  keepAliveTimeout: KEEP_ALIVE,
  // To send a request of a megabyte at most: who sends none holds a place meanwhile.
  headersTimeout: 20_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
};

/** A server that a front answers for: what is in memory by the short way, all else by Node's. */
export function serverOf(front: Front): { server: Server; connections: Connections } {
  const server = createServer(TIMES, (request, response) => front.handle(request, response));
  const connections = new Connections(server, (asked) => front.recall(asked), randomUUID);
  return { server, connections };
}
