import { expect, test } from "vitest";
import { listen } from "../testing/listen";
import { writeWhole } from "./document";

test("an answer for one has a tag for each form of it, and says that the form follows the coding", async () => {
  const bytes = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ at }))));
  const headers = { "content-type": "application/json", etag: '"7"', vary: "Authorization" };
  const url = await listen((request, response) => {
    void writeWhole(request, response, { status: 200, headers, bytes });
  });
  const forms = [
    ["gzip", '"7-gzip"', "gzip"],
    ["identity", '"7"', null],
  ];
  for (const [coding = "", tag, said] of forms) {
    const answer = await fetch(url, {
      headers: { "accept-encoding": String(coding) },
    });
    const { headers: got } = answer;
    expect([got.get("etag"), got.get("content-encoding"), got.get("vary")]).toEqual([
      tag,
      said,
      "Authorization, Accept-Encoding",
    ]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  }
});

test("a page that leads elsewhere does so at once; one that only speaks of it is shown", async () => {
  const next = (address: string) =>
    `<html><body><p>Wait</p><meta id="__next-page-redirect" http-equiv="refresh" content="1;url=${address}"/></body></html>`;
  const pages: Record<string, string> = {
    "/me": next("/sign-in?next=%2Fme&amp;why=it&#x27;s"),
    "/told": `<html><body>${next("/elsewhere").replaceAll("<", "&lt;")}</body></html>`,
  };
  const url = await listen((request, response) => {
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "set-cookie": "a=b",
      "cache-control": "no-store",
    };
    const bytes = Buffer.from(pages[request.url ?? ""] ?? "");
    void writeWhole(request, response, { status: 200, headers, bytes });
  });
  const led = await fetch(`${url}/me`, { redirect: "manual" });
  expect([led.status, led.headers.get("location"), await led.text()]).toEqual([
    307,
    "/sign-in?next=%2Fme&why=it's",
    "",
  ]);
  expect([led.headers.get("set-cookie"), led.headers.get("cache-control")]).toEqual(["a=b", "no-store"]);
  const shown = await fetch(`${url}/told`, { redirect: "manual" });
  expect([shown.status, await shown.text()]).toEqual([200, pages["/told"]]);
});
