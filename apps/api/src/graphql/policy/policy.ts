import type { PolicyState } from '../../policy/revision.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

const PolicySource = builder.enumType('PolicySource', {
  description: 'The origin of a revision of the policy.',
  values: {
    FILE: { description: 'The policy file: its first content, or a change of it.' },
    API: { description: '`applyPolicy`, or a change of the stored models.' },
    ROLLBACK: { description: '`rollbackPolicy`.' },
    DATABASE: { description: 'Stored models that were changed in the database itself.' },
  } as const,
});

/** A revision of the policy. */
export const Policy = builder.objectRef<PolicyState>('Policy').implement({
  description: 'A revision of the policy: providers, models, routing and limits. A change is always a new revision.',
  fields: (t) => ({
    revision: t.exposeInt('revision', { description: 'Its number, from 1.' }),
    yaml: t.exposeString('yaml', {
      extensions: withCost({ work: 200 }),
      description:
        'The document. Secrets that the policy file holds are shown as variables whose names begin with POLICY_FILE_.',
    }),
    source: t.expose('source', { type: PolicySource, description: 'Its origin.' }),
    appliedAt: t.field({
      type: 'DateTime',
      description: 'When it was made.',
      resolve: ({ createdAtMs }) => createdAtMs,
    }),
    appliedBy: t.string({ description: 'Who made it.', resolve: ({ actor }) => actor.name }),
    comment: t.exposeString('comment', {
      nullable: true,
      description: 'Why it was made; null where nothing was said.',
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description:
        'On the revision in force: why the policy file or a newer revision is not used, as one sentence; null for no problem.',
    }),
  }),
});

builder.queryField('policy', (t) =>
  t.field({
    type: Policy,
    extensions: withCost({ work: 5 }),
    authScopes: { can: 'operate' },
    description: 'The policy in force on the replica that answers.',
    resolve: (_root, _args, { services }) => services.policies.current(),
  }),
);
