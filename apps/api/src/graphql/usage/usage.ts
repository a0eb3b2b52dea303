import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import { builder } from '../builder.ts';
import { parseUsageInput, UsageInput } from './usage-input.ts';
import { UsageReport } from './usage-report.ts';

builder.queryField('usage', (t) =>
  t.field({
    type: UsageReport,
    description: 'What calls to models have used and cost, in total, by group and over time.',
    args: { input: t.arg({ type: UsageInput, required: true, description: 'Which calls, and how to split them.' }) },
    resolve: (_root, { input }, { services, viewer }) => {
      const query = parseUsageInput(input, Date.now());
      return services.readUsage({ ...query, workspaceId: scopeToWorkspace(viewer, query.workspaceId ?? null) });
    },
  }),
);
