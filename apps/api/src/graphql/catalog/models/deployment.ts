import type { Deployment as DeploymentSource } from '@penstock/router';
import { builder } from '../../builder.ts';

export const Deployment = builder.objectRef<DeploymentSource>('Deployment').implement({
  description: 'One place that serves a model. A model with several is balanced over them by weight.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Unique within the model.' }),
    provider: t.exposeID('providerId', { description: 'The provider that serves it.' }),
    upstreamName: t.exposeString('upstreamName', { description: "The model's name at that provider." }),
    weight: t.exposeFloat('weight', { description: 'Share of the traffic, relative to the other deployments.' }),
  }),
});
