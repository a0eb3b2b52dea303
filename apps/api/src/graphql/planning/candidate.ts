import type { Scores as ScoresSource } from '@penstock/router';
import { type Candidate as CandidateSource, describeCandidate } from '@penstock/router';
import { builder } from '../builder.ts';
import { Model } from '../catalog/models/model.ts';
import { moneyText } from '../scalars/decimal.ts';

export const Scores = builder.objectRef<ScoresSource>('Scores').implement({
  description: 'The scores of a model among the candidates on each axis, 0 to 1. 1 is the best.',
  fields: (t) => ({
    cost: t.exposeFloat('cost', { description: '1 for the cheapest.' }),
    quality: t.exposeFloat('quality', { description: '1 for the best.' }),
    latency: t.exposeFloat('latency', { description: '1 for the fastest.' }),
  }),
});

export const Candidate = builder.objectRef<CandidateSource>('Candidate').implement({
  description: 'A model that may answer a request, with its scores.',
  fields: (t) => ({
    modelId: t.exposeID('modelId', { description: "The model's id." }),
    model: t.field({
      type: Model,
      nullable: true,
      description: 'The model; null if the catalog no longer has it.',
      resolve: (candidate, _args, { services }) => services.catalog().find(candidate.modelId) ?? null,
    }),
    score: t.exposeFloat('score', { description: 'The score by which the strategy ordered, 0 to 1.' }),
    scores: t.expose('scores', { type: Scores, description: 'The score on each axis.' }),
    estimatedCostUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The cost with the expected length of such an answer; null if unpriced.',
      resolve: ({ estimatedCostUsd }) => (estimatedCostUsd === null ? null : moneyText(estimatedCostUsd)),
    }),
    estimatedOutputTokens: t.exposeInt('estimatedOutputTokens', {
      nullable: true,
      description:
        'The expected length of the answer in `estimatedCostUsd`, tokens; null for generations of versions that did not store it.',
    }),
    worstCaseCostUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The cost with the longest answer that the request allows; null if unpriced.',
      resolve: ({ worstCaseCostUsd }) => (worstCaseCostUsd === null ? null : moneyText(worstCaseCostUsd)),
    }),
    estimatedLatencyMs: t.int({
      description: 'Expected time to the complete answer, milliseconds.',
      resolve: (candidate) => Math.round(candidate.estimatedLatencyMs),
    }),
    reason: t.string({ description: 'The reason for its position, in one sentence.', resolve: describeCandidate }),
  }),
});
