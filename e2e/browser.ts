import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type LaunchOptions } from "@playwright/test";
import sparticuz from "@sparticuz/chromium";

/** Made for one page in a cloud function: one process ends with its first page, and pages get no protection. */
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function installed(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

/**
 * How to start a Chromium: Playwright's own where it is installed, else the system's, else the one in the npm
 * package @sparticuz/chromium, which runs on a bare machine.
 */
export async function chromiumOptions(): Promise<LaunchOptions> {
  if (existsSync(chromium.executablePath())) return {};
  const executablePath = installed();
  if (executablePath) return { executablePath };
  return {
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((arg) => !unwanted.has(arg)), "--disable-background-networking"],
  };
}
