import type { AddressInfo } from "node:net";
import net from "node:net";

/** A way to a server that can be made slow, or cut. */
export interface SlowProxy {
  port: number;
  /** Milliseconds that each answer of the server takes longer. */
  delay: number;
  /** Answers that were held back so far. */
  readonly held: number;
  stop: () => Promise<void>;
}

/** Listens on loopback and passes everything on to `target`, in order, each answer `delay` ms late. */
export async function slowProxy(target: { host: string; port: number }): Promise<SlowProxy> {
  const sockets = new Set<net.Socket>();
  const proxy = { port: 0, delay: 0, held: 0, stop: async () => {} };
  const server = net.createServer((client) => {
    const upstream = net.connect(target);
    let order = Promise.resolve();
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on("data", (piece) => {
      const { delay } = proxy;
      if (delay > 0) proxy.held += 1;
      const wait = delay > 0 ? new Promise<void>((resolve) => setTimeout(resolve, delay)) : undefined;
      order = order.then(() => wait).then(() => void client.write(piece));
    });
    upstream.on("end", () => void order.then(() => client.end()));
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (typeof address === "object" && address !== null) proxy.port = address.port;
  proxy.stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return proxy;
}
