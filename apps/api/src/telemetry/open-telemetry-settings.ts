/** The samplers of traces, as `OTEL_TRACES_SAMPLER` names them. */
export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Where traces and metrics go. The SDK itself reads `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME` and their kin. */
export type OpenTelemetrySettings = {
  /** As `http://localhost:4318/v1/traces`; null for no traces. */
  tracesUrl: string | null;
  /** As `http://localhost:4318/v1/metrics`; null for no metrics. */
  metricsUrl: string | null;
  sampler: (typeof samplers)[number];
  /** For the samplers with `traceidratio`: from 0 to 1. */
  sampledShare: number;
  /** Time between two exports of spans, milliseconds. */
  spanDelayMs: number;
  /** Time between two exports of metrics, milliseconds. */
  metricIntervalMs: number;
};
