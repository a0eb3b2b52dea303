import { factsOf, removeTemplate } from '../../templates/manage-templates.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.mutationField('removeTemplate', (t) =>
  t.id({
    extensions: { ...withCost({ work: 200 }), ...audited('template.remove', 'template') },
    authScopes: { can: 'manage' },
    description:
      'Removes a template with all its versions, and returns its id. Generations still name the version that served; a later save goes on counting.',
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: async (_root, { id }, context) => {
      const { services, viewer } = context;
      const removed = await removeTemplate(id, { templates: services.templates, viewer });
      auditOf(context).note({ workspaceId: removed.workspaceId, before: factsOf(removed), after: null });
      return removed.id;
    },
  }),
);
