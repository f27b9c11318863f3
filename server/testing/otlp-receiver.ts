import http from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const attribute = z.object({
  key: z.string(),
  value: z.looseObject({
    stringValue: z.string().optional(),
    arrayValue: z.object({ values: z.array(z.looseObject({ stringValue: z.string() })) }).optional(),
  }),
});

const span = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute).default([]),
  status: z.looseObject({ code: z.number().optional() }).optional(),
});
export type ReceivedSpan = z.infer<typeof span>;

/** An OTLP/HTTP request in JSON, as far as spans go. */
const traces = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
    }),
  ),
});

/** A collector that keeps what it gets. */
export interface OtlpReceiver {
  url: string;
  spans: ReceivedSpan[];
  /** The service.name of all that came. */
  services: Set<string | undefined>;
  stop: () => Promise<void>;
}

/** Starts a collector of traces on loopback; 0 takes a free port. */
export async function receiveOtlp(port = 0): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const services = new Set<string | undefined>();
  const take = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const parsed = traces.safeParse(JSON.parse(Buffer.concat(pieces).toString()));
    if (request.url !== "/v1/traces" || !parsed.success) {
      response.writeHead(400).end();
      return;
    }
    for (const { resource, scopeSpans } of parsed.data.resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  };
  const server = http.createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${bound}`, spans, services, stop };
}
