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
      'Puts an earlier revision in force again, with the models that were stored then, as a new revision. NOT_FOUND where there is none of this number.',
    args: {
      revision: t.arg.int({ required: true, description: 'Which one.' }),
      comment: t.arg.string({ description: 'Why, for the list of revisions.' }),
    },
    resolve: (_root, { revision, comment }, context) =>
      changePolicy(context, (policies, actor) =>
        policies.rollBack(revision, { actor, comment: parseComment(comment) }),
      ),
  }),
);
