import { once } from "node:events";
import { join } from "node:path";
import { ADMIN_EMAIL } from "../members/schema";
import { buildFolder, buildSite } from "./build";
import { refuseSecondEngine } from "./engine-holder";
import { seedOnFirstStart } from "./first-start";
import { freePort, portFault } from "./free-port";
import { dataFolder, ensureSecrets, prepareDataFolder, readAdminPassword } from "./installation";
import { keepRunning } from "./keep-running";
import { lockFolder } from "./lock";
import { LogFile } from "./log-file";
import { migrate } from "./migrate";
import { databaseUrl as localUrl, type PostgresServer, startPostgres } from "./postgres";
import { identify, signal as signalTo } from "./process-identity";
import { messageOf, Refusal } from "./refusal";
import { clearRunning, endLeftovers, Note } from "./running";
import { readSettings, type Settings } from "./settings";
import { siteEnvironment, startEngine, startSite, type Wiring } from "./site";

type Mode = "start" | "dev";
type Undo = () => void | Promise<void>;
const say = (line: string) => console.log(line);

/** Has the site replace its processes one by one, once it runs. */
let replaceProcesses = () => {};

/** Brings everything up, serves, and takes everything down again in the opposite order. */
export async function serve(mode: Mode): Promise<void> {
  const stopping = new AbortController();
  const undo: Undo[] = [];
  const stopped = once(stopping.signal, "abort");
  const stop = () => {
    if (stopping.signal.aborted) return;
    say("Stopping …");
    stopping.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
  process.on("SIGUSR2", () => replaceProcesses());
  if (process.env.npm_lifecycle_event) whenOrphaned(stop);
  try {
    await bringUp(mode, stopping.signal, undo);
    await stopped;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    for (const step of undo.reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(messageOf(error));
      }
    }
  }
  say("Stopped.");
}

/** npm may be killed without a word to us; then nobody would be left to stop us. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 1_000).unref();
}

async function bringUp(mode: Mode, signal: AbortSignal, undo: Undo[]): Promise<void> {
  const settings = readSettings(mode);
  const { longestPause } = settings;
  const folder = dataFolder();
  prepareDataFolder(folder);
  undo.push(lockFolder(folder));
  await endLeftovers(folder, say);
  await checkPort(settings);
  const secrets = ensureSecrets(folder);
  const log = (name: string, echo = settings.logToStdout) =>
    new LogFile(join(folder, "logs", `${name}.log`), echo);
  const note = new Note(folder);
  undo.push(() => clearRunning(folder));

  const databasePort = settings.databaseUrl ? undefined : await freePort();
  const databaseUrl =
    settings.databaseDirectUrl ??
    settings.databaseUrl ??
    localUrl(databasePort ?? 0, "marquee", secrets.databasePassword, "marquee");
  if (databasePort !== undefined) {
    say("Starting PostgreSQL …");
    const file = log("database");
    const onLog = (line: string) => file.write(`${line}\n`);
    const { databasePassword: password, superuserPassword } = secrets;
    const start = () => startPostgres({ folder, password, superuserPassword, port: databasePort, onLog });
    const onStart = note.child("database");
    undo.push(
      await keepRunning({
        name: "database",
        start,
        say,
        onStart,
        longestPause,
        onFirst: (s) => tellWhere(s, folder),
      }),
    );
  }
  signal.throwIfAborted();
  // Before anything changes in a database that another site is at work on.
  if (settings.databaseUrl && !settings.ownInngest) await refuseSecondEngine(databaseUrl);
  const applied = await migrate(databaseUrl);
  signal.throwIfAborted();
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"}.`);
  await seedOnFirstStart({ folder, databaseUrl, log: log("seed"), say, signal });

  const enginePort = settings.ownInngest ? undefined : await freePort();
  const build = process.env.MARQUEE_BUILD_DIR || buildFolder(folder, !process.env.MARQUEE_DATA_DIR);
  const wiring: Wiring = { settings, secrets, databaseUrl, enginePort, mode, buildFolder: build };
  if (mode === "start") {
    const env = siteEnvironment(wiring);
    await buildSite({ folder: build, env, log: log("build"), say, signal });
  }
  // One that was started meanwhile, as when all machines come up at once.
  if (settings.databaseUrl && enginePort !== undefined) await refuseSecondEngine(databaseUrl);
  const { port, url } = settings;
  note.write({ mode, url, port, databaseUrl, databasePort, enginePort });
  say(mode === "dev" ? "Starting the site for development …" : "Starting the site …");
  const file = log("site", settings.logToStdout || mode === "dev");
  const start = () => startSite(wiring, file);
  const noteSite = note.child("site");
  const onStart = (pid: number) => {
    const site = identify(pid);
    // Between one and its successor there is none; next dev would end of it.
    if (mode === "start") replaceProcesses = () => site && signalTo(site, "SIGUSR2");
    noteSite(pid);
  };
  const engineLog = log("engine");
  const up: { site?: Undo; engine?: Undo } = {};
  // The engine first: no call is cut then.
  undo.push(async () => {
    await up.engine?.();
    await up.site?.();
  });
  const bringUpSite = async () => {
    up.site = await keepRunning({ name: "site", start, say, longestPause, onStart });
  };
  const bringUpEngine = async () => {
    if (enginePort !== undefined) up.engine = await keepEngine(wiring, enginePort, engineLog, note);
  };
  // Both, also where one fails: what comes up after the end has begun would be stopped by nobody.
  const brought = await Promise.allSettled([bringUpSite(), bringUpEngine()]);
  signal.throwIfAborted();
  for (const each of brought) if (each.status === "rejected") throw each.reason;
  welcome(settings, folder);
}

function keepEngine(wiring: Wiring, port: number, file: LogFile, note: Note): Promise<() => Promise<void>> {
  const start = () => startEngine(wiring, port, file);
  const { longestPause } = wiring.settings;
  return keepRunning({ name: "job engine", start, say, longestPause, onStart: note.child("engine") });
}

async function checkPort({ port, host }: Settings): Promise<void> {
  const fault = await portFault(port, host);
  if (fault === undefined) return;
  if (fault === "EADDRINUSE") {
    throw new Refusal(
      `Port ${port} is taken by another program; choose another one, as PORT=${port + 1} npm start.`,
    );
  }
  throw new Refusal(`The site can't listen on ${host}:${port} (${fault}); choose another HOST or PORT.`);
}

function tellWhere(server: PostgresServer, folder: string): void {
  if (!server.account) return;
  say(
    `PostgreSQL runs as the user ${server.account.name}, since it refuses to run as root; data in ${folder}.`,
  );
  if (server.binariesCopiedTo)
    say(`Its programs were copied to ${server.binariesCopiedTo}, which that user can reach.`);
}

function welcome({ url }: Settings, folder: string): void {
  const password = readAdminPassword(folder);
  say("");
  say(`  Marquee      ${url}`);
  if (password)
    say(`  Staff        ${ADMIN_EMAIL}, password ${password} (kept in ${join(folder, "admin-password")})`);
  say(`  Data, logs   ${folder}`);
  say("");
  say("Stop it with Ctrl-C.");
}
