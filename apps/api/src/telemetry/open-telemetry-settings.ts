/** The samplers of traces, with the names of `OTEL_TRACES_SAMPLER`. */
export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * The targets of traces and metrics. The SDK itself reads `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME` and similar
 * variables.
 */
export type OpenTelemetrySettings = {
  /** Such as `http://localhost:4318/v1/traces`; null for no traces. */
  tracesUrl: string | null;
  /** Such as `http://localhost:4318/v1/metrics`; null for no metrics. */
  metricsUrl: string | null;
  sampler: (typeof samplers)[number];
  /** For the samplers with `traceidratio`: from 0 to 1. */
  sampledShare: number;
  /** Time between two exports of spans, milliseconds. */
  spanDelayMs: number;
  /** Time between two exports of metrics, milliseconds. */
  metricIntervalMs: number;
};
