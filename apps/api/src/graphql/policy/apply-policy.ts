import type { Actor } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { PolicyState } from '../../policy/revision.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import type { Services } from '../services.ts';
import { Policy } from './policy.ts';

/** Characters of a comment. */
const mostCharacters = 1_000;

/** A comment without blanks around it; null for none. */
export function parseComment(comment: string | null | undefined): string | null {
  const text = comment?.trim() ?? '';
  if (text.length > mostCharacters) throw new InputError('comment', `must have at most ${mostCharacters} characters`);
  return text === '' ? null : text;
}

/** Changes the policy, and notes the revisions before and after for the audit log: the texts are in them. */
export async function changePolicy(
  context: GraphqlContext,
  change: (policies: Services['policies'], actor: Actor) => Promise<PolicyState>,
): Promise<PolicyState> {
  const { policies } = context.services;
  const audit = auditOf(context);
  const { revision: before } = policies.current();
  audit.note({ id: String(before), after: null });
  const changed = await change(policies, context.viewer.actor);
  const { revision, source, comment } = changed;
  audit.note({ id: String(revision), before: { revision: before }, after: { revision, source, comment } });
  return changed;
}

builder.mutationField('applyPolicy', (t) =>
  t.field({
    type: Policy,
    extensions: { ...withCost({ work: 2_000, readsInput: true }), ...audited('policy.apply', 'policy') },
    authScopes: { can: 'operate' },
    description:
      'Puts a policy in force as a new revision, on this replica before it answers, on others within 2 s. BAD_USER_INPUT with every problem in `extensions.issues`, and nothing changes. Running generations keep the rules that they began with.',
    args: {
      yaml: t.arg.string({
        required: true,
        description: 'The whole document. Secrets are named as variables, never written out.',
      }),
      expectedRevision: t.arg.int({
        description: 'The revision that this change was made from. CONFLICT where another one is in force.',
      }),
      comment: t.arg.string({ description: 'Why, for the list of revisions.' }),
    },
    resolve: (_root, { yaml, expectedRevision, comment }, context) =>
      changePolicy(context, (policies, actor) =>
        policies.apply(yaml, expectedRevision ?? null, { actor, comment: parseComment(comment) }),
      ),
  }),
);
