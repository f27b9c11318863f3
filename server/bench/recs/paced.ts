import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What is asked for, in turn. */
export interface Asked {
  url: string;
  token?: string;
}

/** Milliseconds of each answer, from the moment at which its request was due. */
export interface Paced {
  times: number[];
  errors: number;
}

/**
 * Asks at a fixed rate, whatever the answers take: a wait that a slow answer causes counts for those behind it
 * too (Tene, "How not to measure latency": no coordinated omission).
 */
export async function askAtRate(asked: readonly Asked[], perSecond: number, seconds: number): Promise<Paced> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const result: Paced = { times: [], errors: 0 };
  const began = performance.now();
  const open: Promise<void>[] = [];
  for (let at = 0; at < perSecond * seconds; at++) {
    const due = began + (1_000 * at) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    const one = asked[at % asked.length];
    if (one)
      open.push(
        ask(one, agent).then(
          (status) => {
            result.times.push(performance.now() - due);
            if (status !== 200) result.errors++;
          },
          () => {
            result.errors++;
          },
        ),
      );
  }
  await Promise.all(open);
  agent.destroy();
  return result;
}

function ask({ url, token }: Asked, agent: http.Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    http
      .get(url, { agent, headers, timeout: 10_000 }, (response) => {
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.on("error", reject);
        response.resume();
      })
      .on("timeout", function (this: http.ClientRequest) {
        this.destroy(new Error("no answer within 10 s"));
      })
      .on("error", reject);
  });
}
