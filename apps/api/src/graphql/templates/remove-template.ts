import { removeTemplate } from '../../templates/manage-templates.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.mutationField('removeTemplate', (t) =>
  t.id({
    extensions: withCost({ work: 200 }),
    authScopes: { can: 'manage' },
    description:
      'Removes a template with all its versions, and returns its id. Generations still name the version that served; a later save goes on counting.',
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: (_root, { id }, { services: { templates }, viewer }) => removeTemplate(id, { templates, viewer }),
  }),
);
