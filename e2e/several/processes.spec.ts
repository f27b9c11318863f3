import { Agent, get } from "node:http";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { startTcpProxy } from "../../server/testing/tcp-proxy";
import { bearer } from "../api/tokens";
import { drained } from "../queue";
import { site } from "../site";
import { type SiteProcess, startSiteProcess } from "./site-process";

const running: SiteProcess[] = [];
test.afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function start(settings?: Record<string, string>): Promise<SiteProcess> {
  const one = await startSiteProcess(settings);
  running.push(one);
  return one;
}

/** The edition of all time that a process answers with. */
async function editionAt(request: APIRequestContext, url: string): Promise<number> {
  const answer = await request.get(`${url}/api/v1/lists/all-time`);
  expect(answer.status()).toBe(200);
  return (await answer.json()).edition;
}

/** The list's page as a process shows it. */
async function pageAt(request: APIRequestContext, url: string): Promise<string> {
  const answer = await request.get(`${url}/lists/all-time`);
  expect(answer.headers()["cache-control"]).toContain("public");
  return await answer.text();
}

/** Votes for the first film until there is another edition. @returns its number. */
async function publish(request: APIRequestContext, value: number): Promise<number> {
  const { baseURL } = site();
  const before = await editionAt(request, baseURL);
  const { data } = await (await request.get("/api/v1/lists/all-time/entries?pageSize=6")).json();
  const headers = await bearer();
  for (const { movie } of data) {
    const rated = await request.put(`/api/v1/movies/${movie.id}/rating`, { headers, data: { value } });
    expect(rated.status()).toBe(200);
  }
  await drained(request);
  const after = await editionAt(request, baseURL);
  expect(after).toBeGreaterThan(before);
  return after;
}

test("four processes show each edition within two seconds of when they can know it", async ({ request }) => {
  test.setTimeout(180_000);
  const { databaseUrl } = site();
  const direct = new URL(databaseUrl);
  const proxy = await startTcpProxy(Number(direct.port), direct.hostname);
  const through = new URL(databaseUrl);
  through.port = String(proxy.port);
  const cutOff = await start({ DATABASE_URL: through.href });
  const others = [await start(), await start()];
  const soon = { timeout: 2_000, intervals: [50] };
  // Everybody keeps the old edition.
  for (const { url } of [cutOff, ...others]) await pageAt(request, url);

  const second = await publish(request, 9);
  for (const { url } of [cutOff, ...others])
    await expect.poll(() => editionAt(request, url), soon).toBe(second);
  others.push(await start());
  for (const { url } of others) expect(await editionAt(request, url)).toBe(second);

  const old = await pageAt(request, cutOff.url);
  proxy.cut();
  const cutAt = Date.now();
  const third = await publish(request, 3);
  for (const { url } of others) {
    await expect.poll(() => editionAt(request, url), soon).toBe(third);
    await expect.poll(() => pageAt(request, url), soon).not.toBe(old);
  }
  // Ten seconds without its database: it goes on from memory.
  while (Date.now() - cutAt < 10_000) expect(await pageAt(request, cutOff.url)).toBe(old);
  proxy.mend();
  await expect.poll(() => editionAt(request, cutOff.url), soon).toBe(third);
  await expect.poll(() => pageAt(request, cutOff.url), soon).not.toBe(old);
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await proxy.close();
});

/** Asks again and again on connections that stay, until told to stop; resolves to how often, and what went wrong. */
function load(url: string, paths: readonly string[], until: () => boolean) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const faults: string[] = [];
  let answered = 0;
  const ask = (path: string) =>
    new Promise<void>((resolve) => {
      const fail = (fault: string) => {
        faults.push(`${path}: ${fault}`);
        resolve();
      };
      get(`${url}${path}`, { agent }, (response) => {
        response.resume().on("error", (error) => fail(error.message));
        response.on("end", () => {
          answered++;
          if (response.statusCode === 200) resolve();
          else fail(String(response.statusCode));
        });
      }).on("error", (error) => fail(error.message));
    });
  const client = async (path: string) => {
    while (!until()) await ask(path);
  };
  return Promise.all(paths.map(client)).then(() => {
    agent.destroy();
    return { faults, answered };
  });
}

test("all processes are replaced under load without a failed request", async () => {
  test.setTimeout(120_000);
  const several = await start({ WEB_CONCURRENCY: "2" });
  let over = false;
  const paths = ["/", "/lists/all-time", "/api/v1/movies?page=2", "/api/health/live"];
  const loaded = load(several.url, paths, () => over);
  several.child.kill("SIGUSR2");
  await expect.poll(() => several.said(), { timeout: 90_000 }).toContain("All site processes were replaced");
  over = true;
  const { faults, answered } = await loaded;
  expect(faults).toEqual([]);
  expect(answered).toBeGreaterThan(100);
});
