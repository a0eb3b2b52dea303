import type { Actor } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { PolicyState } from '../../policy/revision.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import type { Services } from '../services.ts';
import { Policy } from './policy.ts';

/** The most characters of a comment. */
const mostCharacters = 1_000;

/** A comment without surrounding blanks; null for none. */
export function parseComment(comment: string | null | undefined): string | null {
  const text = comment?.trim() ?? '';
  if (text.length > mostCharacters) throw new InputError('comment', `must have at most ${mostCharacters} characters`);
  return text === '' ? null : text;
}

/** Changes the policy, and gives the audit log the revisions before and after. The revisions hold the texts. */
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
      'Applies a policy as a new revision, on this replica before it answers, on others within 2 s. If it has problems, nothing changes, and BAD_USER_INPUT has all of them in `extensions.issues`. Running generations keep the rules with which they started.',
    args: {
      yaml: t.arg.string({
        required: true,
        description: 'The whole document. Secrets are given as variables, never as values.',
      }),
      expectedRevision: t.arg.int({
        description: 'The revision on which this change is based. CONFLICT if another one is in force.',
      }),
      comment: t.arg.string({ description: 'The reason for the change, for the list of revisions.' }),
    },
    resolve: (_root, { yaml, expectedRevision, comment }, context) =>
      changePolicy(context, (policies, actor) =>
        policies.apply(yaml, expectedRevision ?? null, { actor, comment: parseComment(comment) }),
      ),
  }),
);
