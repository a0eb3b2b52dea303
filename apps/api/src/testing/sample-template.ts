import type { Template, TemplateDraft, TemplateMessage } from '../templates/template.ts';

/** A message of a template without calls. */
export function templateMessage(role: TemplateMessage['role'], content: string): TemplateMessage {
  return { role, content, toolCallId: null, toolCalls: [] };
}

/** A template that explains a topic in a number of words. `changes` replace members. */
export function sampleDraft(changes: Partial<TemplateDraft> = {}): TemplateDraft {
  return {
    workspaceId: null,
    name: 'explain',
    description: 'Explains a topic.',
    messages: [
      templateMessage('SYSTEM', 'Answer in {{words}} words.'),
      templateMessage('USER', 'Explain {{topic}} to {{reader}}.'),
    ],
    variables: [
      { name: 'topic', type: 'STRING', isRequired: true },
      { name: 'words', type: 'NUMBER', isRequired: true, default: 50 },
      { name: 'reader', type: 'STRING', isRequired: false },
    ],
    ...changes,
  };
}

/** The same template in its stored form. */
export function sampleTemplate(changes: Partial<Template> = {}): Template {
  const id = '01a1fc0d-639c-7659-a51f-3cc80b0a1f92';
  return { ...sampleDraft(), id, version: 1, createdAt: new Date(0), createdBy: 'admin key', ...changes };
}
