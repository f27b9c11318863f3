import { fileURLToPath } from "node:url";

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @type {import("next").NextConfig} */
export default {
  distDir: process.env.MARQUEE_BUILD_DIR || ".next", // one for each data folder: sites may run beside each other
  cacheComponents: true,
  partialPrefetching: true,
  cacheHandlers: { default: beside("./server/front/next-data-cache.mjs") }, // what is old the process's clock says
  cacheHandler: beside("./server/front/next-page-cache.mjs"),
  poweredByHeader: false,
  reactStrictMode: true,
  experimental: {
    authInterrupts: true, // forbidden(): the desk shows a member app/forbidden.tsx (the status stays 200, see app/admin/gate.ts)
    isrFlushToDisk: false,
    preloadEntriesOnStart: false, // all of them at once would hold the start up: see docs/decisions/011-what-a-start-loads.md
  },
  typescript: { ignoreBuildErrors: true }, // `npm test` type-checks; the start command need not do it again
  serverExternalPackages: [
    "@node-rs/argon2",
    "pg",
    "pino",
    "prom-client",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-node",
  ],
  async redirects() {
    return [{ source: "/lists/:slug/1", destination: "/lists/:slug", permanent: true }];
  },
};
