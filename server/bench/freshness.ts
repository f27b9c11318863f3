import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { quantile } from "./load";

/** A system whose votes are followed until they are seen. */
export interface Voting {
  name: string;
  /** The film that is rated 1 and 10 in turn. */
  film: number;
  rate: (film: number, value: number) => { method: string; url: string; body: string };
  /** A page of the ranking with the film on it, and the ids on it in order: another order, and the vote is seen. */
  look: string;
  order: (text: string) => string;
  headers?: Record<string, string>;
}

/** Milliseconds from sending a vote to seeing it, and to its acknowledgement. */
export interface Fresh {
  name: string;
  p50: number;
  p95: number;
  acknowledged: number;
  unseen: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

function call(method: string, url: string, headers: Record<string, string> = {}, body?: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const length =
      body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Votes in each system in turn and polls every 5 ms until the vote is seen; the first two don't count. */
export async function measureFreshness(systems: readonly Voting[], tries: number): Promise<Fresh[]> {
  const results = systems.map(({ name }) => {
    const seen: number[] = [];
    const acks: number[] = [];
    return { name, seen, acks, unseen: 0 };
  });
  for (let round = -2; round < tries; round++)
    for (const [at, system] of systems.entries()) {
      const before = system.order((await call("GET", system.look)).text);
      const { method, url, body } = system.rate(system.film, round % 2 === 0 ? 1 : 10);
      const began = performance.now();
      const answer = await call(method, url, system.headers, body);
      if (answer.status >= 300)
        throw new Error(`${system.name} refuses the vote: ${answer.status} ${answer.text}`);
      const acknowledged = performance.now() - began;
      let seen = false;
      while (!seen && performance.now() - began < 30_000) {
        seen = system.order((await call("GET", system.look)).text) !== before;
        if (!seen) await pause(5);
      }
      const took = performance.now() - began;
      const result = results[at];
      if (round >= 0 && result) {
        result.acks.push(acknowledged);
        if (seen) result.seen.push(took);
        else result.unseen++;
      }
      // A random part, so that no try falls into step with a timer of the system.
      await pause(150 + Math.random() * 200);
    }
  agent.destroy();
  return results.map(({ name, seen, acks, unseen }) => ({
    name,
    p50: quantile(seen, 0.5),
    p95: quantile(seen, 0.95),
    acknowledged: quantile(acks, 0.5),
    unseen,
  }));
}
