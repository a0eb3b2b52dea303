import type { Message } from '@penstock/providers';
import { countInputTokens } from '@penstock/router';
import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import { parseTemplateUse } from '../../generation/input/parse-template-use.ts';
import { applyTemplate } from '../../templates/apply-template.ts';
import { checkTemplate } from '../../templates/check-template.ts';
import { requireTemplate } from '../../templates/manage-templates.ts';
import type { TemplateRole } from '../../templates/template.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Role } from '../generation/message-input.ts';
import { TemplateInput, toTemplateDraft } from './template-input.ts';

type FilledMessage = { role: TemplateRole; content: string; message: Message };

/** Without tools and a response format, which a template does not have. */
const tokensOf = (messages: readonly Message[]): number =>
  countInputTokens({ messages, tools: [], responseFormat: { type: 'text' } }, null);

const PreviewedMessage = builder.objectRef<FilledMessage>('PreviewedMessage').implement({
  description: 'A message that a use of a template makes.',
  fields: (t) => ({
    role: t.expose('role', { type: Role, description: 'The author.' }),
    content: t.exposeString('content', { description: 'The text, with the values inserted.' }),
    inputTokens: t.int({
      description: 'The prompt tokens, counted as for GPT-4o.',
      resolve: ({ message }) => tokensOf([message]),
    }),
  }),
});

type Preview = { name: string; version: number | null; messages: readonly FilledMessage[] };

const TemplatePreview = builder.objectRef<Preview>('TemplatePreview').implement({
  description: "The result of a template's use, without a generation.",
  fields: (t) => ({
    name: t.exposeString('name', { description: "The template's name." }),
    version: t.exposeInt('version', {
      nullable: true,
      description: 'The version that a generation would use; null for a draft.',
    }),
    messages: t.field({
      type: [PreviewedMessage],
      description: 'The messages, in order.',
      resolve: ({ messages }) => [...messages],
    }),
    inputTokens: t.int({
      description: 'Prompt tokens of all messages, counted as for GPT-4o; `plan` counts for the requested model.',
      resolve: ({ messages }) => tokensOf(messages.map(({ message }) => message)),
    }),
  }),
});

builder.queryField('templatePreview', (t) =>
  t.field({
    type: TemplatePreview,
    extensions: withCost({ work: 500, readsInput: true }),
    authScopes: { can: 'read' },
    description:
      'The messages that a use of a template makes, with their tokens. It calls no model and costs nothing. With `draft`, it uses a template that is not saved: BAD_USER_INPUT if a save would refuse it.',
    args: {
      name: t.arg.string({ required: true, description: "The template's name." }),
      version: t.arg.int({ description: 'The version. Default: the latest.' }),
      variables: t.arg({ type: 'JSON', description: 'The values, by the names of the variables.' }),
      workspaceId: t.arg.id({ description: 'The workspace, as for `template`.' }),
      draft: t.arg({ type: TemplateInput, description: 'A draft to preview instead of the saved template.' }),
    },
    resolve: async (_root, { workspaceId, draft, ...asked }, { services, viewer }) => {
      const { name, version, variables } = parseTemplateUse(asked, 'template');
      const scope = scopeToWorkspace(viewer, workspaceId ?? null, services.workspaces);
      const template =
        draft == null
          ? requireTemplate(await services.templates.find(scope, name, version), name, version)
          : { ...checkTemplate(toTemplateDraft(draft), 'draft'), version: null };
      const messages = applyTemplate(template, variables).map((message, index) => ({
        role: template.messages[index]?.role ?? 'USER',
        content: textOf(message),
        message,
      }));
      return { name: template.name, version: template.version, messages };
    },
  }),
);

function textOf(message: Message): string {
  if (message.role === 'system') return message.text;
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
