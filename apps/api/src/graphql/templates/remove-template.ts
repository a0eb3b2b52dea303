import { factsOf, removeTemplate } from '../../templates/manage-templates.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.mutationField('removeTemplate', (t) =>
  t.id({
    extensions: { ...withCost({ work: 200 }), ...audited('template.remove', 'template') },
    authScopes: { can: 'manage' },
    description:
      'Removes a template with all its versions, and returns its id. Generations still name the version that they used. A later save continues the version numbers.',
    args: { id: t.arg.id({ required: true, description: 'The id of the template.' }) },
    resolve: async (_root, { id }, context) => {
      const { services, viewer } = context;
      const removed = await removeTemplate(id, { templates: services.templates, viewer });
      auditOf(context).note({ workspaceId: removed.workspaceId, before: factsOf(removed), after: null });
      return removed.id;
    },
  }),
);
