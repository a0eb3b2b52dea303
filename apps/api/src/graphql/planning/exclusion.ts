import { describeExclusion, type Exclusion as ExclusionSource } from '@penstock/router';
import { builder } from '../builder.ts';
import { Model } from '../catalog/models/model.ts';

export const Exclusion = builder.objectRef<ExclusionSource>('Exclusion').implement({
  description: 'A model that was left out, and why.',
  fields: (t) => ({
    model: t.field({
      type: Model,
      nullable: true,
      description: 'The model; null when the catalog does not have it, or no longer.',
      resolve: (exclusion, _args, { services }) => services.catalog().find(exclusion.modelId) ?? null,
    }),
    modelId: t.exposeID('modelId', { description: "The model's id, or the name that was asked for." }),
    rule: t.string({
      description: 'Which rule left it out, as `capability` or `cost-limit`.',
      resolve: ({ reason }) => reason.code,
    }),
    reason: t.string({ description: 'Why, in one sentence with the figures.', resolve: describeExclusion }),
  }),
});
