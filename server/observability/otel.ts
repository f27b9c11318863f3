import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

/**
 * Sends this process's spans by OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT; the other standard OTEL_ variables
 * (headers, sampler, batch) count too. Load this module only where that address is set.
 * @returns what sends the rest and ends it.
 */
export function startTracing(service: string): () => Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return () => provider.shutdown();
}
