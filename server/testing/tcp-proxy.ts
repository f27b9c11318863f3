import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a server that a test can cut: what is on it then stands still, as on a network that lost a cable. */
export interface TcpProxy {
  port: number;
  /** How many connections were tried in vain since the cut. */
  triedInVain: () => number;
  /** Nothing passes, nothing is refused: new connections get no answer, old ones stay silent. */
  cut: () => void;
  /** New connections pass again; those that were there at the cut are gone. */
  mend: () => void;
  close: () => Promise<void>;
}

/** A proxy on a free port to a port of this machine. */
export async function startTcpProxy(port: number, host = "127.0.0.1"): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    return socket;
  };
  let isCut = false;
  let vain = 0;
  const server = createServer((client) => {
    hold(client);
    if (isCut) {
      vain++;
      client.pause();
      return;
    }
    const upstream = hold(connect(port, host));
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address ? address.port : 0,
    triedInVain: () => vain,
    cut: () => {
      isCut = true;
      vain = 0;
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => {
      isCut = false;
      end();
    },
    close: async () => {
      server.close();
      end();
      await once(server, "close");
    },
  };
}
