import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { GenerationObserver } from '../generation/generation-observer.ts';
import type { GenerationTraces } from '../generation/generation-trace.ts';
import { GenAiMetrics } from './gen-ai-metrics.ts';
import { GenerationSpans, SpanIds } from './generation-spans.ts';
import type { OpenTelemetrySettings } from './open-telemetry-settings.ts';

/** The OpenTelemetry observers of generations. */
export type GenerationTelemetry = {
  observer: GenerationObserver;
  /** Null if only metrics are exported. */
  traces: GenerationTraces | null;
  /** Exports the waiting spans and metrics, and stops. */
  close(): Promise<void>;
};

type WarningLog = { warn(facts: Record<string, unknown>, message: string): void };

/** The most spans that wait for their export. More are dropped. */
const mostWaitingSpans = 2_048;
/** The shortest time between two log lines about a failing collector, milliseconds. */
const complaintPauseMs = 60_000;
/** The timeout of an export if a collector does not answer, milliseconds. */
const exportTimeoutMs = 10_000;

const unobserved: GenerationObserver = { attemptEnded: () => {}, generationEnded: () => {} };

/** Starts the export to a collector, by OTLP over HTTP as JSON. */
export function openTelemetry(settings: OpenTelemetrySettings, log: WarningLog): GenerationTelemetry {
  logFailures(log);
  const { tracesUrl, metricsUrl, spanDelayMs, metricIntervalMs } = settings;
  const resource = defaultResource()
    .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'penstock' }))
    .merge(detectResources({ detectors: [envDetector] }));
  const ids = new SpanIds();
  const tracing =
    tracesUrl === null
      ? null
      : new TracerProvider({
          resource,
          idGenerator: ids,
          sampler: samplerOf(settings),
          spanProcessors: [
            new BatchSpanProcessor({
              exporter: new OTLPTraceExporter({ url: tracesUrl, timeoutMillis: exportTimeoutMs }),
              scheduledDelayMillis: spanDelayMs,
              maxQueueSize: mostWaitingSpans,
            }),
          ],
        });
  const metering =
    metricsUrl === null
      ? null
      : new MeterProvider({
          resource,
          readers: [
            new PeriodicExportingMetricReader({
              exporter: new OTLPMetricExporter({ url: metricsUrl, timeoutMillis: exportTimeoutMs }),
              exportIntervalMillis: metricIntervalMs,
              exportTimeoutMillis: Math.min(exportTimeoutMs, metricIntervalMs),
            }),
          ],
        });
  const tracer = tracing?.getTracer('penstock') ?? null;
  return {
    observer: metering === null ? unobserved : new GenAiMetrics(metering.getMeter('penstock')),
    traces: tracer === null ? null : { begin: (request, atMs) => new GenerationSpans(tracer, ids, request, atMs) },
    async close() {
      await Promise.allSettled([tracing?.shutdown(), metering?.shutdown()]);
      diag.disable();
    },
  };
}

function samplerOf({ sampler, sampledShare }: OpenTelemetrySettings): Sampler {
  const root = sampler.endsWith('always_on')
    ? new AlwaysOnSampler()
    : sampler.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(sampledShare);
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** Logs at most one line a minute. An unavailable collector fails every few seconds. */
function logFailures(log: WarningLog): void {
  let nextMs = 0;
  const complain = (message: string): void => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + complaintPauseMs;
    log.warn({ reason: message.slice(0, 500) }, 'OpenTelemetry could not export; what waited may be lost.');
  };
  const silent = (): void => {};
  diag.setLogger(
    { error: complain, warn: silent, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
}
