import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { BODY_LIMIT, receive } from "./body";

test("a body is received whole, whatever pieces it comes in", async () => {
  const request = new PassThrough();
  const body = receive(request);
  for (const piece of ["{", '"value":', "9}"]) request.write(piece);
  request.end();
  expect((await body).toString()).toBe('{"value":9}');
});

test("more than a megabyte is too large before all of it has come", async () => {
  const request = new PassThrough();
  const body = receive(request);
  request.write(Buffer.alloc(BODY_LIMIT));
  request.write("x");
  await expect(body).rejects.toMatchObject({ code: "too-large" });
});

test.each([
  ["with a fault", new Error("aborted")],
  ["without a word", undefined],
])("a client that leaves %s is no fault of ours", async (_, fault) => {
  const request = new PassThrough();
  const body = receive(request);
  request.write('{"value"');
  request.destroy(fault);
  await expect(body).rejects.toMatchObject({ code: "malformed" });
});
