import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSite } from "./build";
import { LogFile } from "./log-file";
import { migrate } from "./migrate";
import { runCommand } from "./refusal";
import { startTemporaryPostgres } from "./temporary-postgres";

/**
 * `npm run build`: the production build without a site, as for an image. Next asks the database while it builds;
 * an empty one will do, for what the build shows of films is never shown to anybody.
 */
await runCommand(async () => {
  const logs = mkdtempSync(join(tmpdir(), "marquee-build-"));
  const server = await startTemporaryPostgres();
  try {
    await migrate(server.url);
    const folder = process.env.MARQUEE_BUILD_DIR || ".next";
    await buildSite({
      folder,
      env: {
        NODE_ENV: "production",
        DATABASE_URL: server.url,
        // Next tries every route; those that ask who is there need one, and nothing of it stays in the build.
        NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
        MARQUEE_BUILD_DIR: folder,
      },
      log: new LogFile(join(logs, "build.log"), false),
      say: console.log,
      signal: new AbortController().signal,
    });
  } finally {
    await server.stop();
    rmSync(logs, { recursive: true, force: true });
  }
});
