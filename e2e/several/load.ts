import { Agent, request } from "node:http";

/** What came of many requests: how often each status, and what broke (a connection, an answer cut off). */
export interface Outcome {
  statuses: Map<number, number>;
  faults: string[];
  /** 503s that didn't say when to come back. */
  mute: number;
}

interface Call {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Each client asks its call again and again, on a connection that stays, until told to stop. */
export async function load(calls: readonly (() => Call)[], until: () => boolean): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true });
  const outcome: Outcome = { statuses: new Map(), faults: [], mute: 0 };
  const ask = ({ url, body, ...call }: Call) =>
    new Promise<void>((resolve) => {
      const fail = (error: Error) => {
        outcome.faults.push(`${url}: ${error.message}`);
        resolve();
      };
      const asked = request(url, { agent, ...call }, (answer) => {
        const { statusCode: status = 0 } = answer;
        answer.resume().on("error", fail);
        answer.on("end", () => {
          outcome.statuses.set(status, (outcome.statuses.get(status) ?? 0) + 1);
          if (status === 503 && answer.headers["retry-after"] === undefined) outcome.mute++;
          resolve();
        });
      });
      asked.on("error", fail).end(body);
    });
  const client = async (next: () => Call) => {
    while (!until()) await ask(next());
  };
  await Promise.all(calls.map(client));
  agent.destroy();
  return outcome;
}
