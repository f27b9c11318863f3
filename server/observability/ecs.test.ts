import { pino } from "pino";
import { expect, test } from "vitest";
import { z } from "zod";
import { ecs } from "./ecs";

function written(write: (log: pino.Logger) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(pino(ecs("test"), { write: (line) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(lines[0] ?? ""));
}

test("a request's line has the names that Elasticsearch knows", () => {
  const line = written((log) =>
    log.info(
      {
        door: "rest",
        method: "PUT",
        path: "/api/v1/movies/7/rating",
        status: 200,
        milliseconds: 1.5,
        requestId: "request-1",
        userId: 7,
        code: undefined,
      },
      "request",
    ),
  );
  expect(line).toEqual({
    "@timestamp": expect.any(String),
    "log.level": "info",
    message: "request",
    "ecs.version": "8.10.0",
    "service.name": "test",
    "process.pid": process.pid,
    "http.request.id": "request-1",
    "http.request.method": "PUT",
    "http.response.status_code": 200,
    "url.path": "/api/v1/movies/7/rating",
    "event.duration": 1_500_000,
    "user.id": "7",
    "marquee.door": "rest",
  });
});

test("an error is told with its kind, code, stack and cause, and nothing that hangs on it", () => {
  const error = new TypeError("no", { cause: new Error("the reason") });
  Object.assign(error, { code: "E1", connection: { password: "hunter2" } });
  for (const write of [
    (log: pino.Logger) => log.error({ error, runId: "r" }, "It failed."),
    (log: pino.Logger) => log.error({ err: error, runId: "r" }, "It failed."),
  ]) {
    const line = written(write);
    expect(line).toMatchObject({
      "log.level": "error",
      message: "It failed.",
      "error.type": "TypeError",
      "error.message": "no",
      "error.code": "E1",
      "labels.run_id": "r",
    });
    expect(line["error.stack_trace"]).toMatch(/ecs\.test\.ts[\s\S]*Caused by: Error: the reason/);
    expect(JSON.stringify(line)).not.toContain("hunter2");
  }
  expect(written((log) => log.error(error))).toMatchObject({ message: "no", "error.type": "TypeError" });
  expect(written((log) => log.warn({ error: "a word" }, "It failed."))).toMatchObject({
    "error.message": "a word",
  });
});

test("secrets aren't written", () => {
  const line = written((log) =>
    log.info({ password: "p", token: "t", authorization: "a", cookie: "c" }, "x"),
  );
  expect(JSON.stringify(line)).not.toMatch(/password|token|authorization|cookie/);
});
