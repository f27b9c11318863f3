import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Far from UTC and from everybody's desk, and not by whole hours: what leans on the local time falls over here.
process.env.TZ = "Asia/Kathmandu";

/** Unit and database tests: `npm test -- --unit`. */
export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${root}/` },
      { find: /^server-only$/, replacement: `${root}/node_modules/server-only/empty.js` },
    ],
  },
  test: {
    include: ["{server,prisma,components,app}/**/*.test.{ts,tsx}"],
    globalSetup: "server/testing/global-setup.ts",
    setupFiles: "server/testing/setup.ts",
    pool: "forks",
    maxWorkers: 2, // each with a database of its own; PostgreSQL and the engines under test have work beside them
    silent: "passed-only", // what a test that failed logged is shown
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
