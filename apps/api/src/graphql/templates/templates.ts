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
      'The latest versions of the templates of a workspace and of those for all, ordered by name; at most 2,000. A key of a workspace sees its own and those for all.',
    args: { workspaceId: t.arg.id({ description: 'The workspace. Default: every workspace that the key may see.' }) },
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
    description: "The template with a name. The workspace's own has priority over one for all. Null if there is none.",
    args: {
      name: t.arg.string({ required: true, description: 'The name of the template.' }),
      version: t.arg.int({ description: 'The version. Default: the latest.' }),
      workspaceId: t.arg.id({
        description: 'The workspace. Default: that of the key; without one, only templates for all.',
      }),
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
