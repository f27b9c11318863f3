import cluster from "node:cluster";
import { createServer } from "node:net";
import { Workers } from "../front/workers";

/**
 * Site processes without a site, for the tests of those that look after them: `workers-program.ts COUNT 3,4` has the
 * third and the fourth to be started end before they answer. Each tells what becomes of it: "began PID", "answers PID",
 * "ended PID"; the one above them "ready", "replaced" and "not replaced".
 */
const [, , count, failing = ""] = process.argv;

async function lookAfterThem(): Promise<void> {
  const workers = new Workers(Number(count));
  // As the one above them knows it.
  cluster.on("listening", ({ process: { pid } }) => console.log(`answers ${pid}`));
  const replace = () =>
    workers.replaceAll().then(
      () => console.log("replaced"),
      () => console.log("not replaced"),
    );
  process.on("SIGUSR2", () => void replace());
  process.once("SIGTERM", () => void workers.stop().then(() => process.exit(0)));
  await workers.start();
  console.log("ready");
}

function beOne(number: number): void {
  const tell = (what: string) => console.log(`${what} ${process.pid}`);
  tell("began");
  process.once("exit", () => tell("ended"));
  for (const end of ["SIGTERM", "message"]) process.once(end, () => process.exit(0));
  if (failing.split(",").map(Number).includes(number)) process.exit(1);
  createServer().listen(0, "127.0.0.1");
}

if (cluster.worker) beOne(cluster.worker.id);
else await lookAfterThem();
