import { LatestValues } from '../../events/latest-values.ts';
import type { PolicyNews } from '../../policy/policy-feed.ts';
import type { Replica } from '../../policy/replicas.ts';
import type { PolicyState } from '../../policy/revision.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Policy } from './policy.ts';

const PolicyReplica = builder.objectRef<Replica>('PolicyReplica').implement({
  description: 'A running process of the service.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its host, and a part that is new with each start.' }),
    revision: t.exposeInt('revision', { description: 'The revision that it has in force.' }),
  }),
});

const PolicyEvent = builder.objectRef<{ policy: PolicyState; replicas: readonly Replica[] }>('PolicyEvent').implement({
  description: 'The policy in force, and which replica runs which revision.',
  fields: (t) => ({
    policy: t.field({
      type: Policy,
      description: 'In force on the replica that answers.',
      resolve: ({ policy }) => policy,
    }),
    replicas: t.field({
      type: [PolicyReplica],
      description: 'All replicas that are alive, by id.',
      resolve: ({ replicas }) => [...replicas],
    }),
  }),
});

builder.subscriptionField('policy', (t) =>
  t.field({
    type: PolicyEvent,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'operate' },
    description: 'The policy in force and the replicas: as they are first, then after each change, within two seconds.',
    subscribe: (_root, _args, { services }) =>
      new LatestValues<PolicyNews>((tell) => services.policyFeed.subscribe(tell)).until(services.closing),
    resolve: ({ replicas }, _args, { services }) => ({ policy: services.policies.current(), replicas }),
  }),
);
