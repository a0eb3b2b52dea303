import type { Provider as ProviderSource } from '@penstock/router';
import { builder } from '../../builder.ts';
import { type CostFacts, withCost } from '../../execution/field-cost.ts';
import { Model } from '../models/model.ts';

/** Each model belongs to one provider. */
const modelsOfOne = ({ models, mostModelsOfProvider, providers }: CostFacts, isOfAll: boolean): number =>
  Math.max(1, isOfAll ? models / Math.max(1, providers) : mostModelsOfProvider);

export const Provider = builder.objectRef<ProviderSource>('Provider');

Provider.implement({
  description: 'A company or server that serves models.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id in the policy, for example `openai` or `my-vllm`.' }),
    displayName: t.exposeString('displayName', { description: 'The display name.' }),
    dialect: t.exposeString('dialect', { description: 'Its wire protocol: `openai`, `anthropic` …' }),
    baseUrl: t.exposeString('baseUrl', {
      nullable: true,
      authScopes: { can: 'operate' },
      description: 'Its address; null if it is not known yet.',
    }),
    local: t.exposeBoolean('isLocal', { description: "Whether it runs on the operator's own machines." }),
    configured: t.exposeBoolean('isConfigured', {
      description: 'Whether the required key or address is set.',
    }),
    setupHint: t.exposeString('setupHint', {
      nullable: true,
      authScopes: { can: 'operate' },
      description: 'The missing setting if it is not configured, for example `set OPENAI_API_KEY`.',
    }),
    models: t.field({
      type: [Model],
      extensions: withCost({ items: modelsOfOne }),
      description: 'Its models, in the order of the policy.',
      resolve: (provider, _args, { services }) =>
        services.catalog().models.filter((model) => model.providerId === provider.id),
    }),
  }),
});

builder.queryField('providers', (t) =>
  t.field({
    type: [Provider],
    extensions: withCost({ items: ({ providers }) => providers, listsAll: true }),
    authScopes: { can: 'read' },
    description: 'All providers, configured or not.',
    resolve: (_root, _args, { services }) => [...services.catalog().providers],
  }),
);

builder.objectField(Model, 'provider', (t) =>
  t.field({
    type: Provider,
    description: 'The provider of the model.',
    resolve: (model, _args, { services }) => {
      const provider = services.catalog().findProvider(model.providerId);
      if (provider === undefined)
        throw new Error(`The catalog names provider '${model.providerId}', which is not there.`);
      return provider;
    },
  }),
);
