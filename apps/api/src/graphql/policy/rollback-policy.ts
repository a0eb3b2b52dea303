import { audited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { changePolicy, parseComment } from './apply-policy.ts';
import { Policy } from './policy.ts';

builder.mutationField('rollbackPolicy', (t) =>
  t.field({
    type: Policy,
    extensions: { ...withCost({ work: 2_000 }), ...audited('policy.rollback', 'policy') },
    authScopes: { can: 'operate' },
    description:
      'Applies an earlier revision again, with its stored models, as a new revision. NOT_FOUND if there is none with this number.',
    args: {
      revision: t.arg.int({ required: true, description: 'The number of the earlier revision.' }),
      comment: t.arg.string({ description: 'The reason for the change, for the list of revisions.' }),
    },
    resolve: (_root, { revision, comment }, context) =>
      changePolicy(context, (policies, actor) =>
        policies.rollBack(revision, { actor, comment: parseComment(comment) }),
      ),
  }),
);
