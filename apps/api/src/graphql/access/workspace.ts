import { createWorkspace, saveWorkspace } from '../../access/manage-workspaces.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Node } from '../node-interface.ts';

export const Workspace = builder.prismaObject('Workspace', {
  interfaces: [Node],
  description: 'A tenant. API keys, budgets and usage belong to a workspace.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, a slug such as `team-a`.' }),
    name: t.exposeString('name', { description: 'The display name.' }),
    tags: t.exposeStringList('tags', { description: 'Labels.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The time of its creation.' }),
  }),
});

const WorkspaceInput = builder.inputType('WorkspaceInput', {
  description: 'A workspace to create or to change.',
  fields: (t) => ({
    id: t.id({ description: 'A slug of lower-case letters, digits, - and _. Default: made from the name.' }),
    name: t.string({ required: true, description: 'The display name, at most 100 characters.' }),
    tags: t.stringList({ description: 'Labels, at most 20.' }),
  }),
});

function toDraft({ id, name, tags }: typeof WorkspaceInput.$inferInput) {
  return { id: id ?? null, name, tags: tags ?? null };
}

builder.queryField('workspaces', (t) =>
  t.prismaField({
    type: [Workspace],
    extensions: withCost({ work: 200, items: 1_000, listsAll: true }),
    authScopes: { can: 'read' },
    description: 'The workspaces that the caller may see, ordered by id: its own, or all. At most 10,000.',
    resolve: (query, _root, _args, { services, viewer: { workspaceId } }) =>
      services.prisma.workspace.findMany({
        ...query,
        where: workspaceId === null ? {} : { id: workspaceId },
        orderBy: { id: 'asc' },
        take: 10_000,
      }),
  }),
);

const input = { type: WorkspaceInput, required: true, description: 'The workspace.' } as const;

builder.mutationField('createWorkspace', (t) =>
  t.prismaField({
    type: Workspace,
    extensions: { ...withCost({ work: 200 }), ...audited('workspace.create', 'workspace') },
    authScopes: { can: 'administer' },
    description: 'Creates a workspace.',
    args: { input: t.arg(input) },
    resolve: async (_query, _root, args, context) => {
      const { prisma, access } = context.services;
      const realm = { prisma, refresh: () => access.refresh() };
      const created = await createWorkspace(toDraft(args.input), 'input', realm);
      auditOf(context).note({ id: created.id, workspaceId: created.id, after: created });
      return created;
    },
  }),
);

builder.mutationField('saveWorkspace', (t) =>
  t.prismaField({
    type: Workspace,
    extensions: { ...withCost({ work: 200 }), ...audited('workspace.save', 'workspace') },
    authScopes: { can: 'administer' },
    description: 'Changes the name of a workspace, and its tags if they are given.',
    args: { id: t.arg.id({ required: true, description: 'The id of the workspace.' }), input: t.arg(input) },
    resolve: async (_query, _root, args, context) => {
      const { prisma, access } = context.services;
      const realm = { prisma, refresh: () => access.refresh() };
      const { before, saved } = await saveWorkspace(args.id, toDraft(args.input), 'input', realm);
      auditOf(context).note({ id: saved.id, workspaceId: saved.id, before, after: saved });
      return saved;
    },
  }),
);
