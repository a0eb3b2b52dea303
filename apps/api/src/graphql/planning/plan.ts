import { allExclusions, describeExclusion, type Exclusion as ExclusionSource } from '@penstock/router';
import type { StoredPlan } from '../../records/stored-plan.ts';
import { builder } from '../builder.ts';
import { Model } from '../catalog/models/model.ts';
import { type CostFacts, withCost } from '../execution/field-cost.ts';
import { GenerateInput } from '../generation/generate-input.ts';
import { parseGenerateInput } from '../generation/parse-generate-input.ts';
import { Candidate } from './candidate.ts';
import { Strategy } from './strategy.ts';

export const Exclusion = builder.objectRef<ExclusionSource>('Exclusion').implement({
  description: 'A model that was excluded, and the reason.',
  fields: (t) => ({
    model: t.field({
      type: Model,
      nullable: true,
      description: 'The model; null if it is not in the catalog now.',
      resolve: (exclusion, _args, { services }) => services.catalog().find(exclusion.modelId) ?? null,
    }),
    modelId: t.exposeID('modelId', { description: "The model's id, or the requested name." }),
    rule: t.string({
      description: 'The rule that excluded it, for example `capability` or `cost-limit`.',
      resolve: ({ reason }) => reason.code,
    }),
    reason: t.string({ description: 'The reason, in one sentence with the figures.', resolve: describeExclusion }),
  }),
});

/** Candidates and exclusions together are the models of the catalog. */
const halfOfModels = ({ models }: CostFacts): number => Math.max(1, models / 2);

export const Plan = builder.objectRef<StoredPlan>('Plan').implement({
  description:
    'The decision before the first call: the models to try, their order, and the reasons for each exclusion.',
  fields: (t) => ({
    strategy: t.expose('strategy', { type: Strategy, description: 'The strategy that ordered the candidates.' }),
    chain: t.exposeString('chain', { nullable: true, description: 'The chain that it uses, if any.' }),
    candidates: t.field({
      type: [Candidate],
      extensions: withCost({ items: halfOfModels }),
      description: 'The candidates, in the order in which they are tried.',
      resolve: (plan) => [...plan.candidates],
    }),
    exclusions: t.field({
      type: [Exclusion],
      extensions: withCost({ items: halfOfModels }),
      description: 'The excluded models.',
      resolve: (plan) => [...allExclusions(plan)],
    }),
    inputTokens: t.exposeInt('inputTokens', {
      nullable: true,
      description: 'Prompt tokens, counted before the call; null for generations of versions that did not store it.',
    }),
  }),
});

builder.queryField('plan', (t) =>
  t.field({
    type: Plan,
    extensions: withCost({ work: 300, readsInput: true }),
    authScopes: { can: 'read' },
    description:
      'The plan that `generate` would make for this input now, without a call. Models that a hard budget cannot pay for are among the exclusions.',
    args: { input: t.arg({ type: GenerateInput, required: true, description: 'The same input as for `generate`.' }) },
    resolve: async (_root, { input }, { services, viewer }) => {
      const { plan, inputTokens } = await services.generations.plan(
        parseGenerateInput(input, viewer, services.catalog()),
      );
      return { ...plan, inputTokens };
    },
  }),
);
