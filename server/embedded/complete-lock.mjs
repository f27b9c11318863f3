// `npm run lock`: writes package-lock.json anew, and whole. Where a registry doesn't carry the packages for other
// systems (@next/swc-darwin-arm64 …), npm leaves them out of the file, and then `npm ci` refuses the file
// everywhere. They are added by name and version; npm fetches them only on the system they are for.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../../package-lock.json", import.meta.url);
const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "aix",
  "win32",
];
const processors = [
  "arm64",
  "armv7",
  "arm",
  "x64",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** What a package is for, as its name says: "@next/swc-linux-x64-musl". */
function target(name) {
  const words = name
    .replace(/^@[^/]+\//, "")
    .replace("windows", "win32")
    .split(/[-_]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor)).slice(0, 1);
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
  if (cpu.length === 0 && os.length === 0) throw new Error(`${name} doesn't say what system it is for.`);
  return { ...(cpu.length ? { cpu } : {}), ...(libc ? { libc } : {}), ...(os.length ? { os } : {}) };
}

/** Whether some folder on the way up from `from` holds the package. */
function found(packages, from, name) {
  for (let base = from; ; base = base.slice(0, base.lastIndexOf("/node_modules/"))) {
    if (packages[`${base}/node_modules/${name}`.replace(/^\//, "")]) return true;
    if (!base.includes("/node_modules/")) return Boolean(packages[`node_modules/${name}`]);
  }
}

if (!process.argv.includes("--check")) {
  const npm = process.env.npm_execpath;
  const args = [
    "install",
    "--package-lock-only",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  execFileSync(npm ? process.execPath : "npm", [...(npm ? [npm] : []), ...args], { stdio: "inherit" });
}
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = {};
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (found(lock.packages, path, name)) continue;
    const exact = version.replace(/^[\^~]/, "");
    added[`node_modules/${name}`] = {
      version: exact,
      ...target(name),
      ...(dev ? { dev } : {}),
      optional: true,
    };
  }
}
const names = Object.keys(added);
if (process.argv.includes("--check")) {
  if (names.length > 0) {
    console.error(
      `package-lock.json lacks ${names.length} packages for other systems; npm run lock adds them.`,
    );
    process.exit(1);
  }
} else {
  const sorted = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => a.localeCompare(b, "en"));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`Added ${names.length} packages for other systems to package-lock.json.`);
}
