const csp = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** @type {import("next").NextConfig} */
export default {
  distDir: process.env.MARQUEE_BUILD_DIR || ".next", // one for each data folder: sites may run beside each other
  cacheComponents: true,
  partialPrefetching: true,
  poweredByHeader: false,
  reactStrictMode: true,
  experimental: {
    authInterrupts: true, // forbidden(): the desk shows a member app/forbidden.tsx (the status stays 200, see app/admin/gate.ts)
    isrFlushToDisk: false, // a page made by one process is nothing that the next one may show
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
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          ...(process.env.NODE_ENV === "production" ? [{ key: "Content-Security-Policy", value: csp }] : []),
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
        ],
      },
    ];
  },
};
