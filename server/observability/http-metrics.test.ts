import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../embedded/inngest/harness";
import { observeHttp, routeMatcher } from "./http-metrics";
import { metrics } from "./metrics";

const routeOf = routeMatcher({
  staticRoutes: [{ page: "/lists", regex: "^/lists(?:/)?$" }],
  dynamicRoutes: [
    { page: "/lists/[slug]", regex: "^/lists/([^/]+?)(?:/)?$" },
    { page: "/api/v1/[[...path]]", regex: "^/api/v1(?:/(.+?))?(?:/)?$" },
  ],
});

let stopObserving = () => {};
let server: http.Server;
let url = "";
beforeAll(async () => {
  stopObserving = observeHttp(routeOf);
  server = http.createServer((request, response) => {
    response.setHeader("x-nextjs-cache", request.url === "/lists" ? "HIT" : "MISS");
    response.writeHead(request.url?.startsWith("/api") ? 404 : 200).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  stopObserving();
  server.closeAllConnections();
  server.close();
});

test("requests are counted by the pattern of their route, whatever is asked for", async () => {
  for (const path of [
    "/lists",
    "/lists?page=2",
    "/lists/a",
    "/lists/b?x=1",
    "/api/v1/no/such",
    "/x/../../etc",
  ])
    await fetch(url + path);
  await fetch(`${url}/lists`, { method: "PROPFIND" });
  await fetch(`${url}/_next/static/chunks/1.js`);
  const text = await metrics().registry.metrics();
  const count = (route: string, method: string, status: number) =>
    new RegExp(
      `marquee_http_request_seconds_count\\{route="${route.replace(/[[\].]/g, "\\$&")}",method="${method}",status="${status}"\\} (\\d+)`,
    ).exec(text)?.[1];
  expect(count("/lists", "GET", 200)).toBe("2");
  expect(count("/lists/[slug]", "GET", 200)).toBe("2");
  expect(count("/api/v1/[[...path]]", "GET", 404)).toBe("1");
  expect(count("/lists", "other", 200)).toBe("1");
  expect(count("/_next", "GET", 200)).toBe("1");
  expect(count("other", "GET", 200)).toBe("1");
  expect(text).toContain('marquee_page_cache_total{result="hit"} 2');
  expect(text).toContain('marquee_page_cache_total{result="miss"} 6');
  expect(text).not.toContain('"/lists/a"');
});
