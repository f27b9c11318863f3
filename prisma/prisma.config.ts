import { defineConfig } from "prisma/config";

/** Where the Prisma command line finds the schema and its migrations; the app never reads this file. */
export default defineConfig({
  schema: "schema",
  migrations: { path: "migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/marquee" },
});
