// Loaded into the site (`--import`) where no proxy stands in front of it: Next keeps a forwarding header that
// came with a request and writes the connection's address only where there is none, so a client could choose
// its own address. Here these headers go before Next sees the request.
import { Server } from "node:http";

const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...args) {
  const headers = event === "request" || event === "upgrade" ? args[0]?.headers : undefined;
  if (headers) for (const name of ["x-forwarded-for", "forwarded", "x-real-ip"]) delete headers[name];
  return emit.call(this, event, ...args);
};
