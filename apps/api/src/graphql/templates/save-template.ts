import { factsOf, saveTemplate } from '../../templates/manage-templates.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Template } from './template.ts';
import { TemplateInput, toTemplateDraft } from './template-input.ts';

builder.mutationField('saveTemplate', (t) =>
  t.field({
    type: Template,
    extensions: { ...withCost({ work: 200, readsInput: true }), ...audited('template.save', 'template') },
    authScopes: { can: 'manage' },
    description:
      'Saves a template as a new version. Earlier versions do not change. A member saves templates of its workspace; an operator also saves templates for all.',
    args: { input: t.arg({ type: TemplateInput, required: true, description: 'The template.' }) },
    resolve: async (_root, { input }, context) => {
      const { services, viewer } = context;
      const { templates, workspaces } = services;
      const saved = await saveTemplate(toTemplateDraft(input), 'input', { templates, workspaces, viewer });
      auditOf(context).note({ id: saved.id, workspaceId: saved.workspaceId, after: factsOf(saved) });
      return saved;
    },
  }),
);
