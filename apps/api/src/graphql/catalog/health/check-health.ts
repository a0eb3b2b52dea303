import type { HealthCheckResult } from '../../../health/health-check.ts';
import { audited, auditOf } from '../../audit/audited.ts';
import { builder } from '../../builder.ts';
import { type ArgumentReader, type CostFacts, withCost } from '../../execution/field-cost.ts';
import { findModel } from '../models/find-model.ts';
import { findProvider } from '../providers/find-provider.ts';
import { HealthStatus } from './health.ts';

const HealthCheck = builder.objectRef<HealthCheckResult>('HealthCheck').implement({
  description: 'The result of a probe of a provider or a model.',
  fields: (t) => ({
    provider: t.exposeID('providerId', { description: 'The provider that was checked.' }),
    model: t.exposeID('modelId', {
      nullable: true,
      description: 'The model that was checked; null if the whole provider was checked.',
    }),
    status: t.expose('status', { type: HealthStatus, description: 'The health status.' }),
    latencyMs: t.int({
      nullable: true,
      description: 'The time to the answer, milliseconds; null if none came.',
      resolve: (check) => (check.latencyMs === null ? null : Math.round(check.latencyMs)),
    }),
    message: t.exposeString('message', { description: 'The result, in one sentence.' }),
  }),
});

/** One probe if a model or a provider is named; else one for each configured provider. */
const probesOf = (read: ArgumentReader, { configuredProviders }: CostFacts): number =>
  read('model') == null && read('provider') == null ? configuredProviders : 1;

builder.mutationField('checkHealth', (t) =>
  t.field({
    type: [HealthCheck],
    extensions: {
      ...withCost({
        providerCalls: probesOf,
        work: 50,
        items: ({ configuredProviders }) => Math.max(1, configuredProviders),
      }),
      ...audited('health.check', 'health'),
    },
    authScopes: { can: 'operate' },
    description:
      'Probes now one model, one provider, or everything that is configured. Uses free endpoints if the provider has them.',
    args: {
      model: t.arg.id({ description: 'Only this model, by id or name alone.' }),
      provider: t.arg.id({ description: 'Only this provider.' }),
    },
    resolve: async (_root, { model, provider }, context) => {
      const { services } = context;
      const catalog = services.catalog();
      const modelId = model == null ? null : findModel(catalog, model, 'model').id;
      const providerId = provider == null ? null : findProvider(catalog, provider, 'provider').id;
      auditOf(context).note({ id: modelId ?? providerId ?? 'all', after: null });
      return [...(await services.checkHealth({ modelId, providerId }))];
    },
  }),
);
