import { builder } from '../../builder.ts';
import { HealthCheck } from './health-check.ts';

builder.mutationField('checkHealth', (t) =>
  t.field({
    type: [HealthCheck],
    description:
      'Probes now, by free endpoints where the provider has them: one model, one provider, or everything that is configured.',
    args: {
      model: t.arg.id({ description: 'Only this model.' }),
      provider: t.arg.id({ description: 'Only this provider.' }),
    },
    resolve: async (_root, args, { services }) => [
      ...(await services.health.check({ modelId: args.model ?? null, providerId: args.provider ?? null })),
    ],
  }),
);
