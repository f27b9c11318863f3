import http from "node:http";
import { z } from "zod";
import { type Answer, type RawAnswer, readAnswer } from "./answer";
import { ulid } from "./ids";
import type { EngineEvent } from "./protocol";
import { canonicalJson, sign, verify } from "./signature";

const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** No connection came about: nothing was sent. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);
/** A connection that was there ended before the answer did. */
const CUT = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/** A call taken from the queue. */
export interface Call {
  jobId: string;
  runId: string;
  functionId: string;
  stepId: string;
  attempt: number;
  maxAttempts: number;
  generation: number;
  events: EngineEvent[];
  /** Kept steps in the order of their completion. */
  steps: [id: string, value: unknown][];
  /** Whether the SDK may run a step it finds at once and checkpoint it. */
  immediate: boolean;
}

/** The body of a call, as the SDK v4 reads it. */
export function callBody(call: Call, requestId: string): Record<string, unknown> {
  return {
    version: 2,
    use_api: false,
    event: call.events[0],
    events: call.events,
    steps: Object.fromEntries(call.steps),
    defers: {},
    ctx: {
      run_id: call.runId,
      fn_id: call.functionId,
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      qi_id: call.jobId,
      request_id: requestId,
      generation_id: call.generation,
      disable_immediate_execution: !call.immediate,
      use_api: false,
      stack: { stack: call.steps.map(([id]) => id), current: call.steps.length },
    },
  };
}

/** The app, as the engine reaches it: one address, kept connections, signed both ways. */
export class App {
  // Idle connections end before the app's own 5 s, so that a call never meets one that is closing.
  readonly #agent = new http.Agent({ keepAlive: true, timeout: 4_000 });

  constructor(
    readonly url: string,
    private readonly signingKey: string,
    private readonly timeoutMs: number,
  ) {}

  /** Makes a call; never throws. */
  async call(call: Call): Promise<Answer> {
    const requestId = ulid();
    const url = `${this.url}?fnId=${encodeURIComponent(call.functionId)}&stepId=${encodeURIComponent(call.stepId)}`;
    try {
      const answer = await this.#send("POST", url, callBody(call, requestId), {
        "x-run-id": call.runId,
        "x-request-id": requestId,
        "x-inngest-req-version": "2",
        "x-inngest-generation-id": String(call.generation),
        "x-inngest-job-id": call.jobId,
      });
      const signature = z.string().optional().parse(answer.headers["x-inngest-signature"]);
      return readAnswer(answer, verify(signature, answer.body, this.signingKey));
    } catch (error) {
      const code = z.object({ code: z.string() }).safeParse(error).data?.code ?? String(error);
      if (NEVER_SENT.has(code)) return { kind: "away", reason: code, answered: false };
      return { kind: CUT.has(code) ? "cut" : "broken", reason: code };
    }
  }

  /** Asks the app to register its functions. */
  sync(): Promise<RawAnswer> {
    return this.#send("PUT", this.url, { url: this.url }, {}, 30_000);
  }

  /** Cuts every connection. */
  close(): void {
    this.#agent.destroy();
  }

  #send(
    method: string,
    url: string,
    body: unknown,
    extra: Record<string, string>,
    timeoutMs = this.timeoutMs,
  ): Promise<RawAnswer> {
    const text = canonicalJson(body);
    const headers = {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(text)),
      "x-inngest-server-kind": "cloud",
      "x-inngest-signature": sign(text, this.signingKey),
      ...extra,
    };
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers, agent: this.#agent }, (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on("data", (piece: Buffer) => {
          size += piece.length;
          if (size > MOST_ANSWER_BYTES) request.destroy(new Error("the answer is larger than 32 MB"));
          else pieces.push(piece);
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString(),
          }),
        );
      });
      const timer = setTimeout(() => request.destroy(new Error("no answer in time")), timeoutMs);
      request.on("close", () => clearTimeout(timer));
      request.on("error", reject);
      request.end(text);
    });
  }
}
