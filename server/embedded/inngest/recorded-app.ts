import http from "node:http";
import pino from "pino";
import { z } from "zod";
import { type Engine, startEngine } from "./engine";
import { EVENT_KEY, portOf, until } from "./harness";
import { hashSigningKey, sign } from "./signature";

/** What the recorded SDK did in a call: its checkpoints, then its answer. */
export interface RecordedCall {
  checkpoints?: unknown[][];
  answer: { status: number; headers: Record<string, string>; body: unknown };
}

const called = z.object({ ctx: z.looseObject({ run_id: z.string() }) });

/** An app that says what a recorded one said, in signed mode, with the embedded engine as its counterpart. */
export class RecordedApp {
  /** Told each call; undefined where the recording has no such call. */
  onCall: (url: URL, body: unknown) => RecordedCall | undefined = () => undefined;
  /** What the engine said to checkpoints. */
  readonly kept: number[] = [];
  readonly #server: http.Server;
  #engine: Engine | undefined;

  constructor(
    private readonly functions: unknown[],
    private readonly signingKey: string,
  ) {
    this.#server = http.createServer((request, response) => void this.#handle(request, response));
  }

  /** The engine, in touch with the app. */
  async start(databaseUrl: string): Promise<Engine> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const engine = await startEngine({
      databaseUrl,
      port: 0,
      appUrl: `http://127.0.0.1:${portOf(this.#server)}/api/inngest`,
      signingKey: this.signingKey,
      eventKey: EVENT_KEY,
      log: pino({ level: "silent" }),
      retryBaseMs: 10,
    });
    this.#engine = engine;
    await until(async () => (await engine.health()).app === "here");
    return engine;
  }

  /** Sends events as the SDK does. */
  async send(events: unknown[]): Promise<void> {
    await fetch(`${this.#engine?.url}/e/${EVENT_KEY}`, { method: "POST", body: JSON.stringify(events) });
  }

  /** Ends both. */
  async stop(): Promise<void> {
    await this.#engine?.stop();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #post(path: string, body: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${hashSigningKey(this.signingKey)}` };
    return fetch(`${this.#engine?.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
    const url = new URL(request.url ?? "/", `http://127.0.0.1:${portOf(this.#server)}`);
    if (request.method === "PUT") {
      // The engine asks before `start` has it in hand; it asks again in a moment.
      const registered = this.#engine
        ? await this.#post("/fn/register", {
            url: `${url.origin}/api/inngest`,
            appName: "spike",
            functions: this.functions,
          })
        : undefined;
      response.writeHead(registered?.status ?? 500).end();
      return;
    }
    const call = this.onCall(url, body);
    if (!call) {
      response.writeHead(500, { "x-inngest-sdk-handled": "true", "x-inngest-no-retry": "true" }).end("{}");
      return;
    }
    const { ctx } = called.parse(body);
    for (const steps of call.checkpoints ?? [])
      this.kept.push((await this.#post(`/v1/checkpoint/${ctx.run_id}/async`, { ...ctx, steps })).status);
    const text = JSON.stringify(call.answer.body);
    const key = call.answer.headers["x-forged"] ? "signkey-test-00" : this.signingKey;
    response.writeHead(call.answer.status, {
      ...call.answer.headers,
      "x-inngest-signature": sign(text, key),
    });
    response.end(text);
  }
}
