import { engineError, type Op, opNames, ops, type WireError, wireError } from "./protocol";

/** What came back from a call over HTTP. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What a call's answer means for its run. */
export type Answer =
  /** Steps were found or ran; `discoverEach` where the function wants to be called after each of them. */
  | { kind: "ops"; ops: Op[]; discoverEach: boolean; retryAfterMs: number | undefined }
  /** The function threw outside of a step, or the engine can't run what it asks for. */
  | { kind: "error"; error: WireError; retry: boolean; retryAfterMs: number | undefined }
  /** The app isn't there: nothing ran, no attempt is counted. `answered` where something did answer for it. */
  | { kind: "away"; reason: string; answered: boolean }
  /** The connection was cut in the middle of the call: the app died under it, or is being replaced. */
  | { kind: "cut"; reason: string }
  /** What came isn't an answer, or none came in time: it costs an attempt, and the call is made again soon. */
  | { kind: "broken"; reason: string };

function header(answer: RawAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** `retry-after` is in seconds or a date. */
function retryAfter(answer: RawAnswer, now: number): number | undefined {
  const text = header(answer, "retry-after");
  if (text === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function refuse(message: string): Answer {
  return { kind: "error", error: engineError(message), retry: false, retryAfterMs: undefined };
}

function json(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * Reads the answer to a call. An op that the engine doesn't know is an error that says its name.
 * @param genuine Whether the answer's signature is the app's.
 */
export function readAnswer(answer: RawAnswer, genuine: boolean, now = Date.now()): Answer {
  const { status } = answer;
  const handled = header(answer, "x-inngest-sdk-handled") === "true";
  if (!handled && status >= 500)
    return { kind: "away", reason: `status ${status}, not from the SDK`, answered: true };
  if (status === 401)
    return { kind: "away", reason: "the app refuses the engine's signature", answered: true };
  if (!handled) return { kind: "broken", reason: `status ${status}, not from the SDK` };
  if (!genuine) return { kind: "broken", reason: "the answer's signature isn't the app's" };
  const body = json(answer.body);
  if (!body) return { kind: "broken", reason: `status ${status} with a body that isn't JSON` };

  const retryAfterMs = retryAfter(answer, now);
  if (status === 206) {
    const found = ops.safeParse(body.value);
    const discoverEach = header(answer, "x-inngest-req-version") === "1";
    if (found.success) return { kind: "ops", ops: found.data, discoverEach, retryAfterMs };
    const names = opNames.safeParse([body.value].flat()).data?.map((op) => op.op) ?? [];
    return refuse(`The embedded engine can't read the ops ${names.join(", ") || "of an answer"}.`);
  }
  if (status === 200) {
    const done: Op = { op: "RunComplete", id: "complete", data: body.value };
    return { kind: "ops", ops: [done], discoverEach: false, retryAfterMs };
  }
  if (status === 201)
    return refuse("The embedded engine can't read streamed answers: set streaming to false.");
  const error = wireError.safeParse(body.value).data ?? engineError(answer.body.slice(0, 2_000));
  return { kind: "error", error, retry: header(answer, "x-inngest-no-retry") !== "true", retryAfterMs };
}
