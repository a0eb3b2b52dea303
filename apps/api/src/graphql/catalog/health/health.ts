import type { ModelHealth } from '@penstock/router';
import { builder } from '../../builder.ts';

export const HealthStatus = builder.enumType('HealthStatus', {
  description: 'How a model does.',
  values: {
    AVAILABLE: { description: 'It answers, at its usual pace.' },
    SLOW: { description: 'It answers, slower than usual.' },
    UNAVAILABLE: { description: 'It fails, or cannot be reached.' },
    UNKNOWN: { description: 'Nothing has been heard of it yet.' },
  } as const,
});

const BreakerState = builder.enumType('BreakerState', {
  description: "The state of a model's circuit breaker.",
  values: {
    CLOSED: { description: 'Calls go through.' },
    OPEN: { description: 'No call goes through until `retryAt`.' },
    HALF_OPEN: { description: 'A single call goes through to see whether it is well again.' },
  } as const,
});

const rounded = (value: number | null) => (value === null ? null : Math.round(value));

export const Health = builder.objectRef<ModelHealth>('Health').implement({
  description: 'The health of a model at one moment, by live traffic and probes. Figures are of the last minutes.',
  fields: (t) => ({
    model: t.exposeID('modelId', { description: "The model's id." }),
    status: t.expose('status', { type: HealthStatus, description: 'How it does.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is not available, in one sentence.' }),
    breaker: t.expose('breaker', { type: BreakerState, description: 'The state of its circuit breaker.' }),
    successRate: t.exposeFloat('successRate', {
      nullable: true,
      description: 'Share of calls that succeeded, 0 to 1; null without traffic.',
    }),
    p50LatencyMs: t.int({
      nullable: true,
      description: 'Median time of a whole answer, milliseconds.',
      resolve: (health) => rounded(health.p50LatencyMs),
    }),
    p95LatencyMs: t.int({
      nullable: true,
      description: 'Time of a whole answer that 95 % stay below, milliseconds.',
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
        'Time to the first token that 95 % stay below, milliseconds: hedging by p95 decides on it. Null: too few calls.',
      resolve: (health) => rounded(health.p95FirstTokenMs),
    }),
    tokensPerSecond: t.exposeFloat('tokensPerSecond', {
      nullable: true,
      description: 'Tokens per second after the first.',
    }),
    checkedAt: t.expose('checkedAtMs', { type: 'DateTime', nullable: true, description: 'When it was last heard of.' }),
    retryAt: t.expose('retryAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'From when it may be tried again; null when it may be now.',
    }),
  }),
});
