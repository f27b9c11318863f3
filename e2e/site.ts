import { readFileSync } from "node:fs";
import { z } from "zod";

const schema = z.object({
  baseURL: z.url(),
  /** The member of staff that the first start made. */
  adminEmail: z.string(),
  adminPassword: z.string(),
  /** For making people and sessions without the forms; what is under test goes over HTTP. */
  databaseUrl: z.string(),
  nextAuthSecret: z.string(),
  dataFolder: z.string(),
  /** What /api/metrics asks for. */
  metricsToken: z.string(),
  /** Where the site sends its traces; whoever wants them listens there. */
  otlpPort: z.int(),
});

/**
 * The site under test, which `npm test` started: address and keys.
 * @throws Error outside `npm test -- --e2e`
 */
export function site(): z.infer<typeof schema> {
  const file = process.env.MARQUEE_E2E;
  if (!file) throw new Error("Run these tests by npm test -- --e2e, which starts a site for them.");
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
