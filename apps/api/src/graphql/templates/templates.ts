import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Template } from './template.ts';

builder.queryField('templates', (t) =>
  t.field({
    type: [Template],
    extensions: withCost({ work: 300 }),
    authScopes: { can: 'read' },
    description:
      'The templates of a workspace and those for all, each at its latest version, by name; at most 2,000. A key of a workspace sees its own and those for all.',
    args: { workspaceId: t.arg.id({ description: 'Which workspace. Left out: every one that the key may see.' }) },
    resolve: async (_root, { workspaceId }, { services, viewer }) => [
      ...(await services.templates.list(scopeToWorkspace(viewer, workspaceId ?? null, services.workspaces))),
    ],
  }),
);

builder.queryField('template', (t) =>
  t.field({
    type: Template,
    nullable: true,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description:
      "The template that a name means: the workspace's own before the one for all. Null where there is none.",
    args: {
      name: t.arg.string({ required: true, description: 'Its name.' }),
      version: t.arg.int({ description: 'Left out: the latest.' }),
      workspaceId: t.arg.id({ description: 'Which workspace. Left out: that of the key, else only those for all.' }),
    },
    resolve: async (_root, { name, version, workspaceId }, { services, viewer }) => {
      const found = await services.templates.find(
        scopeToWorkspace(viewer, workspaceId ?? null, services.workspaces),
        name,
        version ?? null,
      );
      return found.template;
    },
  }),
);
