import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';
import { Model } from './model.ts';
import { filterModels, ModelFilter } from './model-filter.ts';

builder.queryFields((t) => ({
  models: t.field({
    type: [Model],
    extensions: withCost({ work: 100, items: ({ models }) => models }),
    authScopes: { can: 'read' },
    description: 'The models of the catalog, in the order of the policy.',
    args: { filter: t.arg({ type: ModelFilter, description: 'The filter. Default: all models.' }) },
    resolve: (_root, { filter }, { services }) => filterModels(services.catalog(), services.health, filter ?? null),
  }),
  model: t.field({
    type: Model,
    nullable: true,
    extensions: withCost({ work: 5 }),
    authScopes: { can: 'read' },
    description: 'One model by its id or its name alone; null if the catalog does not have it.',
    args: { id: t.arg.id({ required: true, description: 'The id as `provider/name`, or the name alone.' }) },
    resolve: (_root, { id }, { services }) => services.catalog().resolve(id) ?? null,
  }),
}));
