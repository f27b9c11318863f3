// The entry of every npm script: plain JavaScript without dependencies, since it installs them. It gets the
// project ready (packages, settings, Prisma client) and hands over to the TypeScript file of the command.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const modules = join(root, "node_modules");

const commands = {
  start: join(here, "start.ts"),
  dev: join(here, "start.ts"),
  build: join(here, "build-only.ts"),
  test: join(here, "test.ts"),
  seed: join(here, "seed.ts"),
  token: join(here, "with-database.ts"),
  import: join(here, "with-database.ts"),
  "db-reset": join(here, "db-reset.ts"),
  migration: join(here, "migration.ts"),
  bench: join(root, "server", "bench", "bench.ts"),
  "bench-jobs": join(root, "server", "bench", "jobs.ts"),
  "bench-recs": join(root, "server", "bench", "recs.ts"),
  eval: join(root, "server", "bench", "eval.ts"),
  screenshots: join(root, "e2e", "screenshots.ts"),
  generate: undefined,
};

function stop(line) {
  console.error(`marquee: ${line}`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Node 20.19 or newer is needed, and this is ${process.versions.node}; see https://nodejs.org.`);
}

function hash(...files) {
  const sum = createHash("sha256");
  for (const file of files) sum.update(readFileSync(file));
  return sum.digest("hex");
}

/** `npm ci` when node_modules is missing or was made from another package-lock.json. */
function installPackages() {
  const stamp = join(modules, ".marquee-lock");
  const wanted = hash(join(root, "package-lock.json"));
  const installed = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (installed()) return;
  if (!existsSync(stamp) && fitsLock()) return writeFileSync(stamp, wanted);
  alone(() => {
    if (installed()) return;
    console.log(
      `${existsSync(modules) ? "The packages changed" : "First start"}: installing them with npm ci …`,
    );
    const npm = process.env.npm_execpath;
    const [program, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
    const args = [...before, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    const run = spawnSync(program, args, { cwd: root, stdio: "inherit", env: plainEnvironment() });
    if (run.error) stop(`npm doesn't run: ${run.error.message}.`);
    if (run.status !== 0) stop("npm ci failed; what it said stands above.");
    writeFileSync(stamp, wanted);
  });
}

/** npm's settings for the script that is running don't concern the installation it starts. */
function plainEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== "NODE_ENV" && !/^npm_(package|lifecycle)/.test(name),
    ),
  );
}

/** Whether node_modules, made by hand with npm ci or npm install, is what package-lock.json says. */
function fitsLock() {
  const made = join(modules, ".package-lock.json");
  if (!existsSync(made)) return false;
  const { packages: there } = JSON.parse(readFileSync(made, "utf8"));
  const { packages: wanted } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || there[path]?.version === version,
  );
}

/** `prisma generate` when the client is missing or was made from another schema. */
function generateClient(force) {
  const schema = join(root, "prisma", "schema");
  const generated = join(root, "prisma", "generated");
  const stamp = join(generated, ".schema-hash");
  const files = readdirSync(schema).filter((name) => name.endsWith(".prisma"));
  const wanted = hash(
    ...files.sort().map((name) => join(schema, name)),
    join(modules, "prisma", "package.json"),
  );
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const made = spawnSync(
    process.execPath,
    [
      join(modules, "prisma", "build", "index.js"),
      "generate",
      "--config",
      join("prisma", "prisma.config.ts"),
    ],
    {
      cwd: root,
      encoding: "utf8",
      // Any file here keeps prisma from downloading its schema engine, which generating doesn't use.
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    },
  );
  if (made.status !== 0) stop(`prisma generate failed:\n${made.stdout}${made.stderr}`);
  writeFileSync(stamp, wanted);
}

/** Two starts at once don't install into one another: the second waits for the first. */
function alone(work) {
  const lock = join(root, ".install-lock");
  const runs = (pid) => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return error.code === "EPERM";
    }
  };
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") stop(`the project's folder can't be written: ${error.message}`);
    }
    if (waits === 0) console.log("Waiting for another start that is installing packages …");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
    if (holder && !runs(holder)) rmSync(lock, { force: true });
  }
  process.once("exit", () => rmSync(lock, { force: true }));
  work();
  rmSync(lock, { force: true });
}

function loadSettings() {
  const file = join(root, ".env");
  try {
    if (existsSync(file)) process.loadEnvFile(file);
  } catch (error) {
    stop(`.env can't be read: ${error.message}`);
  }
}

/**
 * The first process of a container gets no signal that it has no handler for. Until the command has its own, and
 * where it never has any, this one ends it as signals end other processes.
 */
function endOnSignals() {
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ]) {
    const end = () => process.exit(code);
    process.on(name, end);
    process.on("newListener", (event, listener) => {
      // Not before that one listens: Node stops minding a signal with its last listener.
      if (event === name && listener !== end) queueMicrotask(() => process.off(name, end));
    });
  }
}

const command = process.argv[2] ?? "";
if (process.pid === 1) endOnSignals();
if (!Object.hasOwn(commands, command))
  stop(`There is no command ${command}; there are ${Object.keys(commands).join(", ")}.`);
checkNode();
process.chdir(root);
installPackages();
loadSettings();
process.env.NEXT_TELEMETRY_DISABLED = "1";
generateClient(command === "generate");
const entry = commands[command];
if (entry) {
  if (!existsSync(entry)) stop(`${command} isn't there yet.`);
  process.argv.splice(1, 2, entry);
  if (command === "dev") process.argv.push("--dev");
  if (entry.endsWith("with-database.ts")) process.argv.splice(2, 0, join(here, `${command}.ts`));
  // What nearly every command needs, before the loader of TypeScript: each of their many files would go through it.
  for (const name of ["zod", "pg"]) await import(name);
  await import("tsx");
  await import(pathToFileURL(entry).href);
}
