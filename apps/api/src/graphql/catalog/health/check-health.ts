import { builder } from '../../builder.ts';
import { type ArgumentReader, type CostFacts, withCost } from '../../execution/field-cost.ts';
import { findModel } from '../models/find-model.ts';
import { findProvider } from '../providers/find-provider.ts';
import { HealthCheck } from './health-check.ts';

/** One provider is asked for a model or a provider; all that are configured where none is named. */
const probesOf = (read: ArgumentReader, { configuredProviders }: CostFacts): number =>
  read('model') == null && read('provider') == null ? configuredProviders : 1;

builder.mutationField('checkHealth', (t) =>
  t.field({
    type: [HealthCheck],
    extensions: withCost({
      providerCalls: probesOf,
      work: 50,
      items: ({ configuredProviders }) => Math.max(1, configuredProviders),
    }),
    authScopes: { can: 'operate' },
    description:
      'Probes now, by free endpoints where the provider has them: one model, one provider, or everything that is configured.',
    args: {
      model: t.arg.id({ description: 'Only this model, by id or bare name.' }),
      provider: t.arg.id({ description: 'Only this provider.' }),
    },
    resolve: async (_root, { model, provider }, { services }) => {
      const catalog = services.catalog();
      const modelId = model == null ? null : findModel(catalog, model, 'model').id;
      const providerId = provider == null ? null : findProvider(catalog, provider, 'provider').id;
      return [...(await services.checkHealth({ modelId, providerId }))];
    },
  }),
);
