import type {
  CapabilityHolder,
  RecommendationRequest,
  Recommendation as RecommendationSource,
  Recommendations as RecommendationsSource,
} from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import { parseCapability } from '../../generation/input/parse-capability.ts';
import { forbidStrategy } from '../../generation/stages/check-caller.ts';
import { builder } from '../builder.ts';
import { Model } from '../catalog/models/model.ts';
import { withCost } from '../execution/field-cost.ts';
import { moneyText } from '../scalars/decimal.ts';
import { Scores } from './candidate.ts';
import { Exclusion } from './plan.ts';
import { CostPreference, Strategy } from './strategy.ts';

const RecommendationInput = builder.inputType('RecommendationInput', {
  description: 'The purpose to recommend models for.',
  fields: (t) => ({
    taskType: t.string({ description: 'The task type, for example `code_generation` or `summarization`.' }),
    contextLength: t.int({ description: 'The number of prompt tokens.' }),
    costPreference: t.field({
      type: CostPreference,
      description: 'The weight of the cost in the order. Default MEDIUM.',
    }),
    requiredCapabilities: t.stringList({ description: 'Capabilities that the model must have.' }),
    strategy: t.field({
      type: Strategy,
      description: 'The strategy that orders the models. Default: that of the policy.',
    }),
    limit: t.int({ defaultValue: 5, description: 'The most recommendations, 1 to 100.' }),
  }),
});

const Recommendation = builder.objectRef<RecommendationSource & { rank: number }>('Recommendation').implement({
  description: 'A model for a purpose, with the reasons.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'The rank, from 1, the best.' }),
    model: t.expose('model', { type: Model, description: 'The model.' }),
    score: t.exposeFloat('score', { description: 'The score by which the strategy ordered, 0 to 1.' }),
    scores: t.expose('scores', { type: Scores, description: 'The score on each axis.' }),
    estimatedCostUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The expected cost of such a request, with `contextLength` prompt tokens (1,000 by default) and `estimatedOutputTokens` of answer. Null if unpriced.',
      resolve: ({ estimatedCostUsd }) => (estimatedCostUsd === null ? null : moneyText(estimatedCostUsd)),
    }),
    estimatedOutputTokens: t.exposeInt('estimatedOutputTokens', {
      nullable: true,
      description: 'The assumed length of the answer for cost and time, tokens, including reasoning.',
    }),
    estimatedLatencyMs: t.int({
      description: 'Expected time to the complete answer, milliseconds.',
      resolve: (entry) => Math.round(entry.estimatedLatencyMs),
    }),
    reasons: t.field({
      type: ['String'],
      description: 'The reason for its position.',
      resolve: (entry) => [...entry.reasons],
    }),
  }),
});

const Recommendations = builder.objectRef<RecommendationsSource>('Recommendations').implement({
  description: 'Models for a purpose, ranked.',
  fields: (t) => ({
    items: t.field({
      type: [Recommendation],
      description: 'The recommendations, best first.',
      resolve: (list) => list.items.map((entry, index) => ({ ...entry, rank: index + 1 })),
    }),
    exclusions: t.field({
      type: [Exclusion],
      extensions: withCost({ items: ({ models }) => models }),
      description: 'The excluded models.',
      resolve: (list) => [...list.exclusions],
    }),
  }),
});

function parseRecommendationInput(
  input: typeof RecommendationInput.$inferInput,
  catalog: CapabilityHolder,
): RecommendationRequest {
  const limit = input.limit ?? 5;
  if (limit < 1 || limit > 100) throw new InputError('input.limit', `must be 1 to 100, not ${limit}`);
  if (input.contextLength != null && input.contextLength < 0) {
    throw new InputError('input.contextLength', `must be 0 or more, not ${input.contextLength}`);
  }
  return {
    taskType: input.taskType ?? null,
    contextLength: input.contextLength ?? null,
    costPreference: input.costPreference ?? null,
    requiredCapabilities: (input.requiredCapabilities ?? []).map((name, index) =>
      parseCapability(name, `input.requiredCapabilities.${index}`, catalog),
    ),
    strategy: input.strategy ?? null,
    limit,
  };
}

builder.queryField('recommendations', (t) =>
  t.field({
    type: Recommendations,
    extensions: withCost({ work: 300 }),
    authScopes: { can: 'read' },
    description: 'Recommends models for a purpose, with the reasons.',
    args: { input: t.arg({ type: RecommendationInput, required: true, description: 'The purpose.' }) },
    resolve: (_root, { input }, { services, viewer: { grant } }) => {
      const request = parseRecommendationInput(input, services.catalog());
      const { strategy } = request;
      if (strategy !== null && grant.strategies?.includes(strategy) === false) throw forbidStrategy(strategy);
      return services.recommend(request, grant);
    },
  }),
);
