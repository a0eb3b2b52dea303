import type { HealthCheckResult } from '../../../health/health-check.ts';
import { builder } from '../../builder.ts';
import { HealthStatus } from './health-status.ts';

export const HealthCheck = builder.objectRef<HealthCheckResult>('HealthCheck').implement({
  description: 'The answer of a provider or a model to a probe.',
  fields: (t) => ({
    provider: t.exposeID('providerId', { description: 'The provider that was asked.' }),
    model: t.exposeID('modelId', {
      nullable: true,
      description: 'The model that was asked for; null when the provider as a whole was.',
    }),
    status: t.expose('status', { type: HealthStatus, description: 'How it does.' }),
    latencyMs: t.int({
      nullable: true,
      description: 'How long the answer took, milliseconds; null when none came.',
      resolve: (check) => (check.latencyMs === null ? null : Math.round(check.latencyMs)),
    }),
    message: t.exposeString('message', { description: 'What was found, in one sentence.' }),
  }),
});
