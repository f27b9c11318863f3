import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ownDatabase, SIGNING_KEY, until } from "./harness";
import { RecordedApp } from "./recorded-app";

/**
 * Exchanges between several functions, cut from recordings of the Inngest server 1.x with the SDK 4.24.0: what
 * differs each time (ids, moments, stacks) is left out of what is compared, and the long sleep that is
 * cancelled is an hour.
 */
const conversations = z
  .record(
    z.string(),
    z.object({
      functions: z.array(z.looseObject({ id: z.string() })),
      sends: z.array(z.object({ afterCalls: z.number(), events: z.array(z.unknown()) })),
      calls: z.array(
        z.object({
          function: z.string(),
          stepId: z.string(),
          attempt: z.number(),
          maxAttempts: z.number(),
          event: z.unknown(),
          steps: z.record(z.string(), z.unknown()),
          answer: z.object({
            status: z.number(),
            headers: z.record(z.string(), z.string()),
            body: z.unknown(),
          }),
        }),
      ),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL("./fixtures/conversations.json", import.meta.url), "utf8")));

const received = z.object({
  event: z.looseObject({ name: z.string() }),
  steps: z.record(z.string(), z.unknown()),
  ctx: z.looseObject({ attempt: z.number(), max_attempts: z.number(), run_id: z.string() }),
});

let database: Awaited<ReturnType<typeof ownDatabase>>;
let app: RecordedApp | undefined;
beforeAll(async () => {
  database = await ownDatabase();
});
afterEach(() => app?.stop());
afterAll(() => database.drop());

test.each(Object.keys(conversations))("says what the real server said: %s", async (name) => {
  const conversation = conversations[name];
  if (!conversation) throw new Error(`no conversation ${name}`);
  const { functions, sends, calls } = conversation;
  app = new RecordedApp(functions, SIGNING_KEY);
  const engine = await app.start(database.url);
  const made: z.infer<typeof received>[] = [];
  const asked: string[] = [];
  app.onCall = (url, body) => {
    asked.push(`${url.searchParams.get("fnId")} ${url.searchParams.get("stepId")}`);
    return calls[made.push(received.parse(body)) - 1];
  };
  for (const { afterCalls, events } of sends) {
    await until(async () => made.length === afterCalls && (await engine.health()).running === 0);
    await app.send(events);
  }
  await until(() => made.length === calls.length);
  await until(async () => (await engine.health()).running === 0);

  expect(asked).toEqual(calls.map((call) => `${call.function} ${call.stepId}`));
  for (const [at, call] of calls.entries()) {
    const { event, steps, ctx } = made[at] ?? {};
    expect({ attempt: ctx?.attempt, max: ctx?.max_attempts, event, steps }).toMatchObject({
      attempt: call.attempt,
      max: call.maxAttempts,
      event: call.event,
      steps: call.steps,
    });
    expect(Object.keys(steps ?? {}).sort()).toEqual(Object.keys(call.steps).sort());
  }
});

const told = z.object({ id: z.string(), data: z.object({ run_id: z.string(), function_id: z.string() }) });

test.each([
  ["failure event", "spike-always-fails"],
  ["cancel", "spike-cancellable"],
])("%s: the event has the run's own id, and names run and function", async (name, about) => {
  const conversation = conversations[name];
  if (!conversation) throw new Error(`no conversation ${name}`);
  const { functions, sends, calls } = conversation;
  app = new RecordedApp(functions, SIGNING_KEY);
  const engine = await app.start(database.url);
  const made: z.infer<typeof received>[] = [];
  app.onCall = (_, body) => calls[made.push(received.parse(body)) - 1];
  for (const { afterCalls, events } of sends) {
    await until(async () => made.length === afterCalls && (await engine.health()).running === 0);
    await app.send(events);
  }
  await until(() => made.length === calls.length);
  const runId = made[0]?.ctx.run_id;
  expect(told.parse(made.at(-1)?.event)).toEqual({ id: runId, data: { run_id: runId, function_id: about } });
});
