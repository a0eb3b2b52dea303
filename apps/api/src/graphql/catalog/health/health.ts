import type { ModelHealth } from '@penstock/router';
import { builder } from '../../builder.ts';

export const HealthStatus = builder.enumType('HealthStatus', {
  description: 'The health status of a model.',
  values: {
    AVAILABLE: { description: 'The model answers at its usual pace.' },
    SLOW: { description: 'The model answers more slowly than usual.' },
    UNAVAILABLE: { description: 'The model fails, or cannot be reached.' },
    UNKNOWN: { description: 'No data yet.' },
  } as const,
});

const BreakerState = builder.enumType('BreakerState', {
  description: "The state of a model's circuit breaker.",
  values: {
    CLOSED: { description: 'Calls are allowed.' },
    OPEN: { description: 'No call is allowed until `retryAt`.' },
    HALF_OPEN: { description: 'A single call is allowed, to test whether the model has recovered.' },
  } as const,
});

const rounded = (value: number | null) => (value === null ? null : Math.round(value));

export const Health = builder.objectRef<ModelHealth>('Health').implement({
  description: 'The health of a model now, from live traffic and probes. Figures are of the last minutes.',
  fields: (t) => ({
    model: t.exposeID('modelId', { description: "The model's id." }),
    status: t.expose('status', { type: HealthStatus, description: 'The health status.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why the model is not available, in one sentence.',
    }),
    breaker: t.expose('breaker', { type: BreakerState, description: 'The state of its circuit breaker.' }),
    successRate: t.exposeFloat('successRate', {
      nullable: true,
      description: 'Share of successful calls, 0 to 1; null without traffic.',
    }),
    p50LatencyMs: t.int({
      nullable: true,
      description: 'Median time to a complete answer, milliseconds.',
      resolve: (health) => rounded(health.p50LatencyMs),
    }),
    p95LatencyMs: t.int({
      nullable: true,
      description: '95th percentile of the time to a complete answer, milliseconds.',
      resolve: (health) => rounded(health.p95LatencyMs),
    }),
    firstTokenMs: t.int({
      nullable: true,
      description: 'Median time to the first token, milliseconds.',
      resolve: (health) => rounded(health.firstTokenMs),
    }),
    p95FirstTokenMs: t.int({
      nullable: true,
      description:
        '95th percentile of the time to the first token, milliseconds; hedging by p95 uses it. Null: too few calls.',
      resolve: (health) => rounded(health.p95FirstTokenMs),
    }),
    tokensPerSecond: t.exposeFloat('tokensPerSecond', {
      nullable: true,
      description: 'Tokens per second after the first token.',
    }),
    checkedAt: t.expose('checkedAtMs', { type: 'DateTime', nullable: true, description: 'The time of the last data.' }),
    retryAt: t.expose('retryAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'The time from which a call may be tried again; null if it may be now.',
    }),
  }),
});
