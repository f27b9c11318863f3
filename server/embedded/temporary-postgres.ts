import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "./postgres";

/** A PostgreSQL in a temporary folder without fsync, gone with all its databases when it is stopped. */
export async function startTemporaryPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "marquee-postgres-"));
  chmodSync(folder, 0o711);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const secret = () => randomBytes(18).toString("base64url");
    const server = await startPostgres({
      folder,
      superuserPassword: secret(),
      password: secret(),
      durable: false,
    });
    const stop = async () => {
      await server.stop();
      remove();
    };
    return { ...server, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
