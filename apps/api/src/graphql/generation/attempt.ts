import { builder } from '../builder.ts';
import { AttemptOutcome, outcomeOf } from './attempt-outcome.ts';
import { Cost, sumAttemptCosts } from './cost.ts';
import { TokenUsage } from './token-usage.ts';
import { readWarnings, Warning } from './warning.ts';

export const Attempt = builder.prismaObject('ModelUsage', {
  name: 'Attempt',
  description: 'One call to one model within a generation.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1, over all models and retries of the generation.' }),
    model: t.exposeID('modelId', { description: 'The model that was called.' }),
    provider: t.exposeID('providerId', { description: 'The provider that was called.' }),
    outcome: t.field({
      type: AttemptOutcome,
      description: 'How it ended.',
      resolve: (attempt) => outcomeOf(attempt.outcome),
    }),
    errorCode: t.string({
      nullable: true,
      description: 'The kind of failure, as `RATE_LIMIT`.',
      resolve: (attempt) => attempt.errorCode?.toUpperCase().replaceAll('-', '_') ?? null,
    }),
    errorMessage: t.exposeString('errorMessage', { nullable: true, description: 'The failure, in one sentence.' }),
    latencyMs: t.exposeInt('latencyMs', { description: 'How long it took, milliseconds.' }),
    firstTokenMs: t.exposeInt('firstTokenMs', {
      nullable: true,
      description: 'Milliseconds to its first token; null when none came.',
    }),
    skippedEvents: t.exposeInt('skippedEvents', {
      description: 'Events of its answer that could not be read and were left out, 0 as a rule.',
    }),
    warnings: t.field({
      type: [Warning],
      description: 'What its model could not have as it was asked for.',
      resolve: ({ warnings }) => readWarnings(warnings),
    }),
    usage: t.field({ type: TokenUsage, description: 'Its tokens.', resolve: (attempt) => attempt }),
    estimated: t.exposeBoolean('isEstimated', {
      description: 'True where the provider reported no tokens and they were counted here.',
    }),
    costUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Its cost, US dollars; null where unpriced.',
      resolve: (attempt) => attempt.costUsd?.toFixed() ?? null,
    }),
    cost: t.field({
      type: Cost,
      nullable: true,
      description: 'The same by bucket; null where unpriced.',
      resolve: (attempt) => sumAttemptCosts([attempt]),
    }),
    serviceTier: t.exposeString('serviceTier', {
      nullable: true,
      description:
        "The provider's service tier that served, as `flex` or `priority`; its price counts. Null where the provider names none.",
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
  }),
});
