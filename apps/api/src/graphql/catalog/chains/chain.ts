import type { Chain as ChainSource } from '@penstock/router';
import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';
import { Model } from '../models/model.ts';

const Chain = builder.objectRef<ChainSource>('Chain').implement({
  description: 'A named, ordered list of models.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name that requests use, for example `HIGH_QUALITY`.' }),
    description: t.exposeString('description', { nullable: true, description: 'The purpose of the chain.' }),
    models: t.field({
      type: [Model],
      description: 'Its models, in the order in which they are tried.',
      resolve: (chain, _args, { services }) => {
        const catalog = services.catalog();
        return chain.modelIds.map((id) => catalog.find(id)).filter((model) => model !== undefined);
      },
    }),
  }),
});

builder.queryField('chains', (t) =>
  t.field({
    type: [Chain],
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description: 'The named chains of the policy.',
    resolve: (_root, _args, { services }) => [...services.chains()],
  }),
);
