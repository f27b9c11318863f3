import type { LoggerOptions } from "pino";

/** What our own fields are called in the Elastic Common Schema; what isn't here goes under `marquee`. */
const names: Readonly<Record<string, string>> = {
  correlationId: "http.request.id",
  requestId: "http.request.id",
  method: "http.request.method",
  path: "url.path",
  status: "http.response.status_code",
  userId: "user.id",
  code: "error.code",
  traceId: "trace.id",
  spanId: "span.id",
  functionId: "labels.function_id",
  runId: "labels.run_id",
  stepId: "labels.step_id",
};

/** Never written, whatever carries them. */
const secret = new Set(["password", "token", "authorization", "cookie"]);

const NANOSECONDS_A_MILLISECOND = 1_000_000;

/** An error in ECS; only these fields of it, for what hangs on one may be a connection with its password. */
function errorFields(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { "error.message": String(error) };
  const code = "code" in error && typeof error.code === "string" ? { "error.code": error.code } : {};
  const cause = error.cause instanceof Error ? `\nCaused by: ${error.cause.stack}` : "";
  return {
    "error.type": error.name,
    "error.message": error.message,
    ...code,
    ...(error.stack ? { "error.stack_trace": error.stack + cause } : {}),
  };
}

/** A line's fields as ECS names them; dotted, as Elasticsearch reads them. */
export function toEcs(fields: Record<string, unknown>): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null || secret.has(key)) continue;
    const name = names[key];
    if (key === "error" || key === "err") Object.assign(line, errorFields(value));
    else if (key === "milliseconds")
      line["event.duration"] = Math.round(Number(value) * NANOSECONDS_A_MILLISECOND);
    else if (name === undefined) line[`marquee.${key}`] = value;
    else line[name] = key === "status" ? value : String(value);
  }
  return line;
}

/** Makes pino write lines that an ELK stack takes as they are: ECS names, one JSON object a line. */
export function ecs(service: string): LoggerOptions {
  return {
    messageKey: "message",
    base: { "ecs.version": "8.10.0", "service.name": service, "process.pid": process.pid },
    timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
    // Errors are put into ECS by `log`; pino's own serializer would make an object of them first.
    serializers: { err: (error: unknown) => error },
    formatters: { level: (label) => ({ "log.level": label }), log: toEcs },
  };
}
