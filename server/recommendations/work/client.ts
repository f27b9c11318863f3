import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { AppError } from "../../errors";
import { type TaskInput, type TaskName, type TaskResult, taskResults } from "./protocol";

/**
 * Heavy work runs in processes of their own, off the loop that serves pages: one stays for what members and
 * films need at once and holds the vectors in memory, and each stage of a training gets one that ends with it.
 * They run TypeScript as it is, so that Next's bundler has no part in them.
 */
class Worker {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (why: Error) => void }
  >();
  private count = 0;
  ended = false;

  constructor(niceness: number) {
    const root = process.cwd();
    const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
    const main = join(root, "server/recommendations/work/main.ts");
    this.child = spawn(process.execPath, ["--import", loader, main, String(niceness)], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.child.on("message", (message) => this.settle(message));
    const fail = (why: string) => {
      this.ended = true;
      for (const { reject } of this.waiting.values()) reject(new Error(`The recommender's process ${why}.`));
      this.waiting.clear();
    };
    this.child.once("error", (error) => fail(`doesn't start: ${error.message}`));
    this.child.once("exit", (code, signal) => fail(`ended (${signal ?? code})`));
    this.child.unref();
    this.child.channel?.unref();
  }

  private settle(message: unknown): void {
    const answer = answerSchema.parse(message);
    const held = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.child.channel?.unref();
    if (answer.error === undefined) held?.resolve(answer.result);
    else held?.reject(new Error(answer.error));
  }

  ask(name: TaskName, input: unknown): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.channel?.ref();
      this.child.send({ id, name, input }, (error) => {
        if (error && this.waiting.delete(id)) reject(error);
      });
    });
  }

  stop(): void {
    if (!this.ended) this.child.kill("SIGTERM");
  }
}

const answerSchema = z.object({ id: z.int(), result: z.unknown(), error: z.string().optional() });

declare global {
  var marqueeRecommender: Worker | undefined;
}

const results: { [Name in TaskName]: z.ZodType<TaskResult<Name>> } = taskResults;

/** Priorities: what members wait for comes after serving pages, training after both. */
const NICE = { resident: 5, training: 19 };

function resident(): Worker {
  const held = globalThis.marqueeRecommender;
  if (held && !held.ended) return held;
  globalThis.marqueeRecommender = new Worker(NICE.resident);
  return globalThis.marqueeRecommender;
}

/** Ends the process that stays; the next piece of work starts another. */
export function stopWork(): void {
  globalThis.marqueeRecommender?.stop();
  globalThis.marqueeRecommender = undefined;
}

/** Trainings under way, by what they were asked for. */
const trainings = new Map<string, Promise<unknown>>();

/**
 * A training in a process that ends with it. Asked for the same again while it is under way, it is shared: the job
 * engine asks again when it was itself killed under the first call, and nobody waits for that one any more.
 */
function train(name: TaskName, input: unknown): Promise<unknown> {
  const key = `${name} ${JSON.stringify(input)}`;
  const held = trainings.get(key);
  if (held) return held;
  const worker = new Worker(NICE.training);
  const result = worker.ask(name, input).finally(() => {
    trainings.delete(key);
    worker.stop();
  });
  trainings.set(key, result);
  return result;
}

/**
 * Does a piece of work off this process.
 * @throws AppError unavailable where it fails or its process dies.
 */
export async function work<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
): Promise<TaskResult<Name>> {
  const training = name === "train-candidate" || name === "complete-model";
  try {
    return results[name].parse(await (training ? train(name, input) : resident().ask(name, input)));
  } catch (cause) {
    throw new AppError("unavailable", {
      message: `${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      userMessage: "Recommendations can't be made just now. Try again in a moment.",
      retryAfter: 5,
      cause,
    });
  }
}
