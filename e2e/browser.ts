import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { chromium, type LaunchOptions } from "@playwright/test";
import sparticuz from "@sparticuz/chromium";

/** Made for one page in a cloud function: one process ends with its first page, and pages get no protection. */
const unwanted = new Set([
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--allow-running-insecure-content",
]);

/** Where the packaged Chromium is unpacked: not in /tmp, where what another user has unpacked can't be run. */
const unpacked = fileURLToPath(new URL("../node_modules/.cache/chromium", import.meta.url));

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function installed(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

function runs(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** The system libraries that the package ships (NSS, expat), unpacked beside it. */
function shippedLibraries(): string {
  const folder = join(unpacked, "al2023");
  const libraries = join(folder, "lib");
  if (existsSync(join(libraries, "libsoftokn3.so"))) return libraries;
  const packed = new URL("../node_modules/@sparticuz/chromium/bin/al2023.tar.br", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const input = brotliDecompressSync(readFileSync(packed));
  const tar = spawnSync("tar", ["-x", "-C", folder], { input });
  if (tar.status !== 0) throw new Error(`Chromium's libraries can't be unpacked: ${tar.stderr}`);
  return libraries;
}

/** What the packaged Chromium needs beyond a bare machine: libraries, and a font where there is none. */
function environment(program: string): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(own),
    ...(runs(program) ? {} : { LD_LIBRARY_PATH: shippedLibraries() }),
    ...(existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(unpacked, "fonts") }),
  };
}

/** The packaged Chromium. The package unpacks itself into the folder for temporary files, whichever that is. */
async function packaged(): Promise<string> {
  mkdirSync(unpacked, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = unpacked;
  try {
    return await sparticuz.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/**
 * How to start a Chromium: Playwright's own where it is installed, else the system's, else the one in the npm
 * package @sparticuz/chromium, which runs on a bare machine.
 */
export async function chromiumOptions(): Promise<LaunchOptions> {
  if (existsSync(chromium.executablePath())) return {};
  const system = installed();
  if (system) return { executablePath: system };
  const executablePath = await packaged();
  return {
    executablePath,
    args: [...sparticuz.args.filter((arg) => !unwanted.has(arg)), "--disable-background-networking"],
    env: environment(executablePath),
  };
}
