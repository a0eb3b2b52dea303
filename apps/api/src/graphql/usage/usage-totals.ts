import type { UsageTotals as TotalsSource } from '../../usage/usage-report.ts';
import { builder } from '../builder.ts';
import { tokenFields } from '../generation/token-fields.ts';

export const UsageTotals = builder.objectRef<TotalsSource>('UsageTotals').implement({
  description: 'Sums and averages over calls. Token counts are floating point, because sums may exceed 32 bits.',
  fields: (t) => ({
    calls: t.exposeInt('calls', { description: 'Calls to models.' }),
    failures: t.exposeInt('failures', { description: 'Calls that failed.' }),
    successRate: t.exposeFloat('successRate', {
      nullable: true,
      description: 'Share of successful calls, 0 to 1; null without calls.',
    }),
    ...tokenFields((bucket, options) => t.exposeFloat(bucket, options)),
    totalTokens: t.exposeFloat('totalTokens', { description: 'All tokens.' }),
    costUsd: t.expose('costUsd', { type: 'Decimal', description: 'The cost, US dollars, without the unpriced calls.' }),
    unpricedCalls: t.exposeInt('unpricedCalls', { description: 'Calls to models without a known price.' }),
    averageLatencyMs: t.exposeFloat('averageLatencyMs', {
      nullable: true,
      description: 'Average time to a complete answer, milliseconds.',
    }),
    p50LatencyMs: t.exposeFloat('p50LatencyMs', {
      nullable: true,
      description: 'Median time to a complete answer, milliseconds.',
    }),
    p95LatencyMs: t.exposeFloat('p95LatencyMs', {
      nullable: true,
      description: '95th percentile of the time to a complete answer, milliseconds.',
    }),
    averageFirstTokenMs: t.exposeFloat('averageFirstTokenMs', {
      nullable: true,
      description: 'Average time to the first token, milliseconds.',
    }),
    p50FirstTokenMs: t.exposeFloat('p50FirstTokenMs', {
      nullable: true,
      description: 'Median time to the first token, milliseconds.',
    }),
    p95FirstTokenMs: t.exposeFloat('p95FirstTokenMs', {
      nullable: true,
      description: '95th percentile of the time to the first token, milliseconds.',
    }),
    savedUsd: t.expose('savedUsd', {
      type: 'Decimal',
      nullable: true,
      description:
        "The saving against the policy's default model for the same answers, US dollars; below zero if that model costs less. Null if there is no such model, or it has no price.",
    }),
    fallbacks: t.exposeInt('fallbacks', { description: 'Generations answered by another model than the first.' }),
  }),
});
