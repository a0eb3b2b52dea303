import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

type Value = {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  arrayValue?: { values: Value[] };
};
type Attribute = { key: string; value: Value };

/** A span as the collector received it, with its attributes as plain values. */
export type ReceivedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  isError: boolean;
  attributes: Record<string, unknown>;
};

/** A metric as the collector received it, with the attributes of each of its points. */
export type ReceivedMetric = { name: string; unit: string; points: Record<string, unknown>[] };

/** A collector of OpenTelemetry on a free port. It accepts OTLP over HTTP, as JSON. */
export type Collector = {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  spans: ReceivedSpan[];
  metrics: ReceivedMetric[];
  /** The attributes of the resources that have sent data. */
  resources: Record<string, unknown>[];
  /** All bodies, unchanged. */
  received: string[];
  close(): Promise<void>;
};

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const metrics: ReceivedMetric[] = [];
  const resources: Record<string, unknown>[] = [];
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    received.push(text);
    // biome-ignore lint/suspicious/noExplicitAny: a client may send any form
    const body = JSON.parse(text) as any;
    for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
      resources.push(plain(resource.attributes));
      for (const scope of scopeSpans) spans.push(...scope.spans.map(toSpan));
    }
    for (const { resource, scopeMetrics } of body.resourceMetrics ?? []) {
      resources.push(plain(resource.attributes));
      for (const scope of scopeMetrics) metrics.push(...scope.metrics.map(toMetric));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    resources,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function toSpan({ name, traceId, spanId, parentSpanId, kind, status, attributes }: any): ReceivedSpan {
  return { name, traceId, spanId, parentSpanId, kind, isError: status.code === 2, attributes: plain(attributes) };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function toMetric({ name, unit, histogram }: any): ReceivedMetric {
  return {
    name,
    unit,
    points: histogram.dataPoints.map((point: { attributes: Attribute[] }) => plain(point.attributes)),
  };
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(plainValue);
  return stringValue ?? (intValue === undefined ? doubleValue : Number(intValue));
}
