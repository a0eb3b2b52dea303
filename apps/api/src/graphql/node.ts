import { visibleKeys } from '../access/manage-keys.ts';
import { visibleBudgets } from '../ledger/manage-budgets.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { withCost } from './execution/field-cost.ts';
import { findGeneration } from './generation/find-generation.ts';
import { isUuid } from './id-cursor.ts';
import { Node } from './node-interface.ts';

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    extensions: withCost({ work: 400 }),
    authScopes: { can: 'read' },
    description:
      'A Generation, Model, Workspace, ApiKey or Budget by its id; null if there is none that the caller may see.',
    args: { id: t.arg.id({ required: true, description: 'The id of the object.' }) },
    resolve: (_root, { id }, context) => findNode(id, context),
  }),
);

async function findNode(id: string, context: GraphqlContext): Promise<{ id: string } | null> {
  const { services, viewer } = context;
  const { workspaceId } = viewer;
  if (id.includes('/')) return services.catalog().find(id) ?? null;
  if (!isUuid(id)) {
    if (workspaceId !== null && workspaceId !== id) return null;
    return services.prisma.workspace.findUnique({ where: { id } });
  }
  const generation = await findGeneration({}, id, context);
  if (generation !== null) return generation;
  const key = await services.prisma.apiKey.findFirst({ where: { AND: [{ id }, visibleKeys(viewer)] } });
  if (key !== null) return key;
  const budgets = visibleBudgets(await services.budgets.list(), workspaceId);
  return budgets.find((budget) => budget.id === id.toLowerCase()) ?? null;
}
