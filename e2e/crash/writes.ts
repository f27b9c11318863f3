import { type APIRequestContext, expect } from "@playwright/test";
import { z } from "zod";

interface Write {
  method: "PUT" | "POST";
  path: string;
  headers: Record<string, string>;
  data: unknown;
  /** What an acknowledgement is. */
  status: number;
}

/**
 * Sends a write until it is acknowledged, as a careful client does: with one Idempotency-Key, again whenever
 * no answer comes or the site says that it can't just now.
 * @returns the answer's body.
 */
export async function write(request: APIRequestContext, { method, path, headers, data, status }: Write) {
  let answered = { status: 0, text: "" };
  const send = async () => {
    try {
      const answer = await request.fetch(path, { method, headers, data, timeout: 10_000 });
      answered = { status: answer.status(), text: await answer.text() };
      return answered.status < 500 && answered.status !== 429 ? answered.status : 0;
    } catch {
      return 0;
    }
  };
  await expect.poll(send, { timeout: 120_000, intervals: [50, 100, 200] }).not.toBe(0);
  expect(answered.status, `${method} ${path}: ${answered.text}`).toBe(status);
  return z.looseObject({}).parse(JSON.parse(answered.text));
}

/** Does `work` for 0 to `count - 1`, at most `width` at a time. */
export async function inParallel(
  count: number,
  width: number,
  work: (at: number) => Promise<void>,
): Promise<void> {
  const queue = Array.from({ length: count }, (_, at) => at);
  const worker = async () => {
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) await work(at);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
