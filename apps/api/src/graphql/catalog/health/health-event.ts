import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';
import { findModel } from '../models/find-model.ts';
import { Health } from './health.ts';
import { type HealthChange, HealthWatch } from './watch-health.ts';

const HealthEvent = builder.objectRef<HealthChange>('HealthEvent').implement({
  description: 'The health of models. The first event is a snapshot; each later event is a change.',
  fields: (t) => ({
    snapshot: t.exposeBoolean('isSnapshot', {
      description: 'True for the first event, which has every watched model.',
    }),
    models: t.field({
      type: [Health],
      extensions: withCost({ items: ({ models }) => models }),
      description: 'The health of the models of this event.',
      resolve: (event) => [...event.models],
    }),
  }),
});

builder.subscriptionField('health', (t) =>
  t.field({
    type: HealthEvent,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description: 'The health of models: a snapshot first, then every change.',
    args: { models: t.arg.idList({ description: 'The ids of the models to watch. Default: all.' }) },
    subscribe: (_root, args, { services }) => {
      const catalog = services.catalog();
      const ids = args.models?.map((id, index) => findModel(catalog, id, `models.${index}`).id) ?? null;
      // Each model once: a list that repeats a model would make the snapshot larger.
      return new HealthWatch(services.health, catalog, ids === null ? null : [...new Set(ids)]).until(services.closing);
    },
    resolve: (event) => event,
  }),
);
