import type { PolicyState } from '../../policy/revision.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

const PolicySource = builder.enumType('PolicySource', {
  description: 'The origin of a revision of the policy.',
  values: {
    FILE: { description: 'The policy file: its first content, or a change of it.' },
    API: { description: 'The mutation `applyPolicy`, or a change of the stored models.' },
    ROLLBACK: { description: 'The mutation `rollbackPolicy`.' },
    DATABASE: { description: 'Stored models that were changed directly in the database.' },
  } as const,
});

/** A revision of the policy. */
export const Policy = builder.objectRef<PolicyState>('Policy').implement({
  description: 'A revision of the policy: providers, models, routing and limits. Each change is a new revision.',
  fields: (t) => ({
    revision: t.exposeInt('revision', { description: 'The number of the revision, from 1.' }),
    yaml: t.exposeString('yaml', {
      extensions: withCost({ work: 200 }),
      description:
        'The document. Secrets of the policy file are shown as variables whose names begin with POLICY_FILE_.',
    }),
    source: t.expose('source', { type: PolicySource, description: 'The origin of the revision.' }),
    appliedAt: t.field({
      type: 'DateTime',
      description: 'The time of its creation.',
      resolve: ({ createdAtMs }) => createdAtMs,
    }),
    appliedBy: t.string({ description: 'The name of the author.', resolve: ({ actor }) => actor.name }),
    comment: t.exposeString('comment', {
      nullable: true,
      description: 'The reason for the change; null if none was given.',
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description:
        'For the revision in force: why the policy file or a newer revision is not used, in one sentence. Null for no problem.',
    }),
  }),
});

builder.queryField('policy', (t) =>
  t.field({
    type: Policy,
    extensions: withCost({ work: 5 }),
    authScopes: { can: 'operate' },
    description: 'The policy in force on the answering replica.',
    resolve: (_root, _args, { services }) => services.policies.current(),
  }),
);
