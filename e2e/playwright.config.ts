import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "./browser";
import { site } from "./site";

/** Tests in a real Chromium against the production build: `npm test -- --e2e`. */
export default defineConfig({
  testDir: ".",
  // What kills the site comes when all others are done with it.
  projects: [
    { name: "site", testMatch: "{ui,api}/**/*.spec.ts" },
    { name: "several", testMatch: "several/**/*.spec.ts", dependencies: ["site"] },
    { name: "crash", testMatch: "crash/**/*.spec.ts", dependencies: ["site", "several"] },
  ],
  outputDir: "../test-results",
  // One site serves all tests, and its rankings are everybody's: what doesn't follow from a test's own films
  // would depend on its neighbours.
  workers: process.env.CI ? 1 : 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "../test-results/report.json" }],
  ],
  use: {
    baseURL: site().baseURL,
    browserName: "chromium",
    launchOptions: await chromiumOptions(),
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    // A trace costs a quarter of a test's time, and CI's machine is gone before anybody could open it.
    trace: process.env.CI ? "off" : "retain-on-failure",
  },
});
