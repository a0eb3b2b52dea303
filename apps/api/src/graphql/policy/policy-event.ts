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
    id: t.exposeID('id', { description: 'The id: its host, and a part that is new at each start.' }),
    revision: t.exposeInt('revision', { description: 'The revision in force in the process.' }),
  }),
});

const PolicyEvent = builder.objectRef<{ policy: PolicyState; replicas: readonly Replica[] }>('PolicyEvent').implement({
  description: 'The policy in force, and the revision of each replica.',
  fields: (t) => ({
    policy: t.field({
      type: Policy,
      description: 'The policy in force on the answering replica.',
      resolve: ({ policy }) => policy,
    }),
    replicas: t.field({
      type: [PolicyReplica],
      description: 'All live replicas, ordered by id.',
      resolve: ({ replicas }) => [...replicas],
    }),
  }),
});

builder.subscriptionField('policy', (t) =>
  t.field({
    type: PolicyEvent,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'operate' },
    description: 'The policy in force and the replicas: first the current state, then each change, within two seconds.',
    subscribe: (_root, _args, { services }) =>
      new LatestValues<PolicyNews>((tell) => services.policyFeed.subscribe(tell)).until(services.closing),
    resolve: ({ replicas }, _args, { services }) => ({ policy: services.policies.current(), replicas }),
  }),
);
