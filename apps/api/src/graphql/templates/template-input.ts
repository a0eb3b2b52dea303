import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { longestToolCallId, longestToolCallName, parseLabel } from '../../generation/input/parse-limits.ts';
import type { TemplateDraft, TemplateMessage, TemplateVariable } from '../../templates/template.ts';
import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';
import { Role, ToolCallInput } from '../generation/message-input.ts';

export const VariableType = builder.enumType('TemplateVariableType', {
  description: "The type of a variable's value.",
  values: {
    STRING: { description: 'A text, inserted unchanged.' },
    NUMBER: { description: 'A number.' },
    BOOLEAN: { description: '`true` or `false`.' },
    JSON: { description: 'Any JSON, inserted without blanks.' },
  } as const,
});

const TemplateMessageInput = builder.inputType('TemplateMessageInput', {
  description: 'A message of a template.',
  fields: (t) => ({
    role: t.field({ type: Role, required: true, description: 'The author.' }),
    content: t.string({
      extensions: takesLongText,
      description:
        'The text, with placeholders such as `{{name}}`. `\\{{name}}` is the literal text. An ASSISTANT message with calls may have no text.',
    }),
    toolCallId: t.id({ description: 'For TOOL messages: the id of the answered call.' }),
    toolCalls: t.field({
      type: [ToolCallInput],
      description: 'For ASSISTANT messages: the calls that the model made. Their arguments have no placeholders.',
    }),
  }),
});

const TemplateVariableInput = builder.inputType('TemplateVariableInput', {
  description: 'A variable of a template. A message must use it.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'The name: at most 64 letters, digits and `_`, without a digit first.',
    }),
    type: t.field({ type: VariableType, required: true, description: 'The type of the value.' }),
    required: t.boolean({
      defaultValue: true,
      description:
        'Whether each use must give a value, if there is no default. False: without a value, no text is inserted.',
    }),
    default: t.field({ type: 'JSON', description: 'The value for uses that give none.' }),
  }),
});

export const TemplateInput = builder.inputType('TemplateInput', {
  description: 'A template to save: a new one, or the next version of the template with this name.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name: at most 100 characters; unique in its workspace.' }),
    description: t.string({ description: 'The purpose; at most 1,000 characters.' }),
    workspaceId: t.id({
      description: 'The workspace of the template. Default: all workspaces, which only operators may save.',
    }),
    messages: t.field({
      type: [TemplateMessageInput],
      required: true,
      description: 'The messages, in order; at most 200, of 262,144 characters together.',
    }),
    variables: t.field({ type: [TemplateVariableInput], description: 'The variables; at most 100.' }),
  }),
});

type Input = typeof TemplateInput.$inferInput;

/** The template in domain types. Throws an `InputError` for calls that cannot be read. */
export function toTemplateDraft(input: Input): TemplateDraft {
  const { name, description = null, workspaceId = null, messages, variables } = input;
  return {
    name,
    description,
    workspaceId,
    messages: messages.map((message, index) => toMessage(message, `input.messages.${index}`)),
    variables: (variables ?? []).map(toVariable),
  };
}

function toMessage(input: typeof TemplateMessageInput.$inferInput, path: string): TemplateMessage {
  const { role, content, toolCallId, toolCalls } = input;
  return {
    role,
    content: content ?? '',
    toolCallId: parseLabel(toolCallId ?? null, longestToolCallId, `${path}.toolCallId`),
    toolCalls: (toolCalls ?? []).map((call, index) => {
      const at = `${path}.toolCalls.${index}`;
      parseLabel(call.id, longestToolCallId, `${at}.id`);
      parseLabel(call.name, longestToolCallName, `${at}.name`);
      return { id: call.id, name: call.name, arguments: parseArguments(call.arguments, `${at}.arguments`) };
    }),
  };
}

function toVariable(input: typeof TemplateVariableInput.$inferInput): TemplateVariable {
  const { name, type, required } = input;
  return { name, type, isRequired: required ?? true, ...(input.default != null && { default: input.default }) };
}
