import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { callBody } from "./call";
import type { Engine } from "./engine";
import { readFunction } from "./functions";
import { ownDatabase, until } from "./harness";
import { seededId } from "./ids";
import { incomingEvents, registration } from "./protocol";
import { RecordedApp } from "./recorded-app";
import { canonicalJson, hashSigningKey, sign, verify } from "./signature";

// Cut from recordings of the Inngest server 1.x with the SDK 4.24.0: stacks to one line, waits to 1 s.
function fixture<T>(name: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")));
}

const signed = fixture(
  "signed",
  z.object({
    signingKey: z.string(),
    bearer: z.string(),
    calls: z.array(
      z.object({
        signature: z.string(),
        request: z.string(),
        answerSignature: z.string(),
        answer: z.string(),
      }),
    ),
    events: z.object({ seed: z.string(), body: z.string(), reply: z.string() }),
  }),
);
const flows = fixture(
  "flows",
  z.record(
    z.string(),
    z.object({
      event: z.string(),
      function: z.looseObject({ id: z.string() }),
      calls: z.array(
        z.object({
          stepId: z.string(),
          attempt: z.number(),
          maxAttempts: z.number(),
          steps: z.record(z.string(), z.unknown()),
          checkpoints: z.array(z.array(z.unknown())),
          answer: z.object({
            status: z.number(),
            headers: z.record(z.string(), z.string()),
            body: z.unknown(),
          }),
        }),
      ),
    }),
  ),
);
const sync = fixture("sync", z.object({ registration: z.unknown() }));

/** The moment a recorded signature was made at. */
const madeAt = (signature: string) => Number(new URLSearchParams(signature).get("t")) * 1_000;

test.each(signed.calls)("signs and checks as the server and the SDK do (%#)", (call) => {
  const canonical = canonicalJson(JSON.parse(call.request));
  expect(canonical).toBe(call.request);
  expect(sign(canonical, signed.signingKey, madeAt(call.signature))).toBe(call.signature);
  const now = madeAt(call.answerSignature);
  expect(verify(call.answerSignature, call.answer, signed.signingKey, now)).toBe(true);
  expect(verify(call.answerSignature, `${call.answer} `, signed.signingKey, now)).toBe(false);
  expect(verify(call.answerSignature, call.answer, `${signed.signingKey}00`, now)).toBe(false);
  expect(verify(call.answerSignature, call.answer, signed.signingKey, now + 6 * 60_000)).toBe(false);
  expect(verify(undefined, call.answer, signed.signingKey, now)).toBe(false);
  expect(`Bearer ${hashSigningKey(signed.signingKey)}`).toBe(signed.bearer);
});

test.each(signed.calls)("calls with the body that the server's calls have (%#)", ({ request }) => {
  const recorded: unknown = JSON.parse(request);
  const { ctx, event, events } = z
    .object({
      ctx: z.object({
        fn_id: z.string(),
        run_id: z.string(),
        qi_id: z.string(),
        request_id: z.string(),
        max_attempts: z.number(),
      }),
      event: z.looseObject({
        id: z.string(),
        name: z.string(),
        data: z.record(z.string(), z.unknown()),
        ts: z.number(),
      }),
      events: z.array(z.unknown()),
    })
    .parse(recorded);
  expect(events).toEqual([event]);
  const body = callBody(
    {
      jobId: ctx.qi_id,
      runId: ctx.run_id,
      functionId: ctx.fn_id,
      stepId: "step",
      attempt: 0,
      maxAttempts: ctx.max_attempts,
      generation: 1,
      events: [event],
      steps: [],
      immediate: true,
    },
    ctx.request_id,
  );
  expect(body).toEqual(recorded);
});

test("reads the registration of a real app, and names what it can't run", () => {
  const { functions } = registration.parse(sync.registration);
  const read = new Map(functions.map(readFunction).map((fn) => [fn.id, fn]));
  expect(read.get("spike-three")?.maxAttempts).toBe(5);
  expect(read.get("spike-always-fails-failure")?.maxAttempts).toBe(2);
  expect(read.get("spike-cron")?.triggers).toMatchObject([{ cron: { pattern: "* * * * *", zone: "UTC" } }]);
  expect(read.get("spike-batched")?.batchEvents).toMatchObject({ maxSize: 3, timeout: 2_000 });
  expect(read.get("spike-debounced")?.debounce).toMatchObject({ period: 2_000, timeout: 5_000 });
  expect(read.get("spike-conc")?.concurrency?.limit).toBe(1);
  const [first] = functions;
  expect(() => readFunction({ ...z.looseObject({}).parse(first), sparkle: 1 })).toThrow(
    /spike-three.*sparkle/,
  );
});

test("events of a repeated request get the ids they had", () => {
  const { seed, body } = signed.events;
  expect(incomingEvents.parse(JSON.parse(body)).map((event) => event.name)).toEqual(["t/child", "t/child"]);
  expect(seededId(seed, 0)).toBe(seededId(seed, 0));
  expect(seededId(seed, 0)).not.toBe(seededId(seed, 1));
  // The same moment as in the server's ids.
  expect(seededId(seed, 0).slice(0, 10)).toBe(
    z
      .object({ ids: z.array(z.string()) })
      .parse(JSON.parse(signed.events.reply))
      .ids[0]?.slice(0, 10),
  );
  expect(seededId(undefined, 0)).not.toBe(seededId(undefined, 0));
});

const app = new RecordedApp(
  Object.values(flows).map((flow) => flow.function),
  signed.signingKey,
);
let database: Awaited<ReturnType<typeof ownDatabase>>;
let engine: Engine;

beforeAll(async () => {
  database = await ownDatabase();
  engine = await app.start(database.url);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const seen = z.object({
  steps: z.record(z.string(), z.unknown()),
  ctx: z.looseObject({ attempt: z.number(), max_attempts: z.number() }),
});

/** What is compared of a call; which of its parallel siblings a step finds kept already is a matter of chance. */
function told(call: {
  stepId: string;
  attempt: number;
  maxAttempts: number;
  steps: Record<string, unknown>;
}) {
  const { stepId, attempt, maxAttempts, steps } = call;
  return stepId === "step" ? { stepId, attempt, maxAttempts, steps } : { stepId, attempt, maxAttempts };
}

test.each(Object.keys(flows))("makes the calls that the real server made: %s", async (name) => {
  const flow = flows[name];
  if (!flow) throw new Error(`no flow ${name}`);
  const left = [...flow.calls];
  const made: unknown[] = [];
  app.onCall = (url, body) => {
    const { ctx, steps } = seen.parse(body);
    const stepId = url.searchParams.get("stepId") ?? "";
    made.push(told({ stepId, attempt: ctx.attempt, maxAttempts: ctx.max_attempts, steps }));
    const index = left.findIndex((call) => call.stepId === stepId);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  await app.send([{ name: flow.event, data: {} }]);
  await until(() => left.length === 0);
  await until(async () => (await engine.health()).running === 0);
  const expected = flow.calls.map(told);
  const sorted = (calls: unknown[]) => calls.map(canonicalJson).sort();
  expect(sorted(made)).toEqual(sorted(expected));
  expect(app.kept.filter((status) => status !== 200)).toEqual([]);
});

test("what answers in the app's place costs no attempt", async () => {
  const flow = flows["fn-throw-retry"];
  if (!flow) throw new Error("no flow");
  const [first, ...rest] = flow.calls;
  const left = first
    ? [{ ...first, answer: { status: 503, headers: {}, body: "starting" } }, first, ...rest]
    : [];
  const attempts: number[] = [];
  app.onCall = (_, body) => {
    attempts.push(seen.parse(body).ctx.attempt);
    return left.shift();
  };
  await app.send([{ name: flow.event }]);
  await until(() => left.length === 0);
  await until(async () => (await engine.health()).running === 0);
  expect(attempts).toEqual([0, 0, 1]);
});

test("an answer that isn't signed by the app isn't applied", async () => {
  const flow = flows["non-retriable"];
  const [forged] = flow?.calls ?? [];
  if (!flow || !forged) throw new Error("no flow");
  const attempts: number[] = [];
  app.onCall = (_, body) => {
    const { ctx, steps } = seen.parse(body);
    attempts.push(ctx.attempt);
    expect(steps).toEqual({});
    const headers = { ...forged.answer.headers, "x-forged": "true" };
    return { ...forged, answer: { ...forged.answer, headers } };
  };
  await app.send([{ name: flow.event }]);
  await until(() => attempts.length === 5);
  await until(async () => (await engine.health()).running === 0);
  expect(attempts).toEqual([0, 1, 2, 3, 4]);
});
