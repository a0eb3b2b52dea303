import { builder } from '../builder.ts';
import { AttemptOutcome, outcomeOf } from './attempt-outcome.ts';
import { Cost, sumAttemptCosts } from './cost.ts';
import { TokenUsage } from './token-usage.ts';
import { readWarnings, Warning } from './warning.ts';

export const Attempt = builder.prismaObject('ModelUsage', {
  name: 'Attempt',
  description: 'One call to one model within a generation.',
  fields: (t) => ({
    number: t.exposeInt('number', {
      description: 'The number of the attempt, from 1, over all models and retries of the generation.',
    }),
    model: t.exposeID('modelId', { description: 'The model that was called.' }),
    provider: t.exposeID('providerId', { description: 'The provider that was called.' }),
    outcome: t.field({
      type: AttemptOutcome,
      description: 'The outcome of the attempt.',
      resolve: (attempt) => outcomeOf(attempt.outcome),
    }),
    errorCode: t.string({
      nullable: true,
      description: 'The kind of failure, for example `RATE_LIMIT`.',
      resolve: (attempt) => attempt.errorCode?.toUpperCase().replaceAll('-', '_') ?? null,
    }),
    errorMessage: t.exposeString('errorMessage', { nullable: true, description: 'The failure, in one sentence.' }),
    latencyMs: t.exposeInt('latencyMs', { description: 'The duration, milliseconds.' }),
    firstTokenMs: t.exposeInt('firstTokenMs', {
      nullable: true,
      description: 'Milliseconds to the first token; null if none came.',
    }),
    skippedEvents: t.exposeInt('skippedEvents', {
      description: 'Events of the answer that could not be read and were skipped, usually 0.',
    }),
    warnings: t.field({
      type: [Warning],
      description: 'Request settings that were left out or changed for its model.',
      resolve: ({ warnings }) => readWarnings(warnings),
    }),
    usage: t.field({ type: TokenUsage, description: 'The tokens of the attempt.', resolve: (attempt) => attempt }),
    estimated: t.exposeBoolean('isEstimated', {
      description: 'True if the provider reported no tokens and they were counted here.',
    }),
    costUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The cost, US dollars; null if unpriced.',
      resolve: (attempt) => attempt.costUsd?.toFixed() ?? null,
    }),
    cost: t.field({
      type: Cost,
      nullable: true,
      description: 'The cost by bucket; null if unpriced.',
      resolve: (attempt) => sumAttemptCosts([attempt]),
    }),
    serviceTier: t.exposeString('serviceTier', {
      nullable: true,
      description:
        "The provider's service tier of the call, for example `flex` or `priority`; its price applies. Null if the provider names none.",
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'The time at which it began.' }),
  }),
});
