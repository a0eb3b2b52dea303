import { BREAK, type FieldNode, type GraphQLResolveInfo, visit } from 'graphql';
import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import { InputError } from '../../errors/service-error.ts';
import { UsageTooLongError } from '../../usage/usage-too-long-error.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { parseUsageInput, UsageInput } from './usage-input.ts';
import { UsageReport } from './usage-report.ts';

builder.queryField('usage', (t) =>
  t.field({
    type: UsageReport,
    extensions: withCost({ work: 500 }),
    authScopes: { can: 'read' },
    description:
      'Usage and cost of calls to models, in total, by group and over time. At most 10,000 rows, one for each group and interval.',
    args: {
      input: t.arg({
        type: UsageInput,
        required: true,
        description: 'The calls to add up, and the dimensions to group by.',
      }),
    },
    resolve: async (_root, { input }, { services, viewer }, info) => {
      const query = parseUsageInput(input, Date.now());
      const workspaceId = scopeToWorkspace(viewer, query.workspaceId ?? null, services.workspaces);
      try {
        return await services.readUsage({ ...query, workspaceId, withSpread: selectsSpread(info) });
      } catch (error) {
        throw error instanceof UsageTooLongError ? new InputError('input', error.message) : error;
      }
    },
  }),
);

const ofSpread: ReadonlySet<string> = new Set([
  'p50LatencyMs',
  'p95LatencyMs',
  'averageFirstTokenMs',
  'p50FirstTokenMs',
  'p95FirstTokenMs',
]);

/** Whether any field in the operation's document needs the percentiles. It may be another field than this one. */
function selectsSpread({ operation, fragments }: GraphQLResolveInfo): boolean {
  let isAsked = false;
  const lookAt = ({ name }: FieldNode): typeof BREAK | undefined => {
    isAsked ||= ofSpread.has(name.value);
    return isAsked ? BREAK : undefined;
  };
  for (const node of [operation, ...Object.values(fragments)]) visit(node, { Field: lookAt });
  return isAsked;
}
