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
