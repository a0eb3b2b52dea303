import { type Permission as PermissionSource, permissionsOfRole } from '../../access/permissions.ts';
import type { Viewer as ViewerSource } from '../../access/viewer.ts';
import { visibleBudgets } from '../../ledger/manage-budgets.ts';
import { AccessRole } from '../access/access-role.ts';
import { ApiKey } from '../access/api-key.ts';
import { Workspace } from '../access/workspace.ts';
import { Budget } from '../budgets/budget.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { parseUsageInput } from '../usage/usage-input.ts';
import { UsageReport } from '../usage/usage-report.ts';

const Permission = builder.enumType('Permission', {
  description: 'A permission of a caller.',
  values: {
    READ: { value: 'read', description: 'Reads the data of its workspace, and the catalog.' },
    GENERATE: { value: 'generate', description: 'Calls models, and ends its generations.' },
    MANAGE: { value: 'manage', description: 'Changes keys and templates of its workspace.' },
    OPERATE: { value: 'operate', description: 'Changes policy, models and budgets, and checks health.' },
    ADMINISTER: { value: 'administer', description: 'Creates workspaces and keys of every role.' },
  } as const satisfies Record<string, { value: PermissionSource; description: string }>,
});

const Viewer = builder.objectRef<ViewerSource>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    role: t.expose('role', { type: AccessRole, description: 'The role of the caller.' }),
    permissions: t.field({
      type: [Permission],
      description: 'The permissions of its role.',
      resolve: ({ role }) => [...permissionsOfRole(role)],
    }),
    workspaceId: t.exposeID('workspaceId', {
      nullable: true,
      description: 'The only workspace that the caller may use; null for all.',
    }),
    workspace: t.field({
      type: Workspace,
      nullable: true,
      description: 'The only workspace that the caller may use; null for all.',
      extensions: withCost({ work: 100 }),
      resolve: ({ workspaceId }, _args, { services }) =>
        workspaceId === null ? null : services.prisma.workspace.findUnique({ where: { id: workspaceId } }),
    }),
    apiKey: t.field({
      type: ApiKey,
      nullable: true,
      description: 'The key in use; null for the admin key, and for a person who signed in without one.',
      extensions: withCost({ work: 100 }),
      resolve: ({ apiKeyId }, _args, { services }) =>
        apiKeyId === null ? null : services.prisma.apiKey.findUnique({ where: { id: apiKeyId } }),
    }),
    usage: t.field({
      type: UsageReport,
      description: 'Usage over the last days: of its key, else of all that it may see.',
      extensions: withCost({ work: 500 }),
      args: { days: t.arg.int({ defaultValue: 7, description: 'The number of days, 1 to 90.' }) },
      resolve: ({ apiKeyId, workspaceId }, { days }, { services }) =>
        services.readUsage(parseUsageInput({ days: days ?? 7, apiKeyId, workspaceId }, Date.now())),
    }),
    budgets: t.field({
      type: [Budget],
      description: 'The budgets that the caller may see and that count its spending.',
      extensions: withCost({ work: 200 }),
      resolve: async ({ apiKeyId, workspaceId }, _args, { services }) =>
        visibleBudgets(await services.budgets.list(), workspaceId).filter(
          (budget) => apiKeyId === null || budget.apiKeyId === null || budget.apiKeyId === apiKeyId,
        ),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    authScopes: { can: 'read' },
    description: 'The caller.',
    extensions: withCost({}),
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
