import { graphql, type ResultOf, type VariablesOf } from '../../graphql/graphql.ts';

/** A version of a template with its content. */
export const TemplateContentFragment = graphql(`
  fragment TemplateContent on Template @_unmask {
    id
    name
    version
    description
    workspaceId
    createdAt
    createdBy
    messages {
      role
      content
      toolCallId
      toolCalls {
        id
        name
        arguments
      }
    }
    variables {
      name
      type
      required
      default
    }
  }
`);

export const SaveTemplateMutation = graphql(`
  mutation SaveTemplate($input: TemplateInput!) {
    saveTemplate(input: $input) {
      id
      name
      version
      workspaceId
    }
  }
`);

export type TemplateContent = ResultOf<typeof TemplateContentFragment>;
export type TemplateInput = VariablesOf<typeof SaveTemplateMutation>['input'];
export type Role = TemplateContent['messages'][number]['role'];
export type VariableType = TemplateContent['variables'][number]['type'];

/** An edited message. Calls are JSON text: a list of `{ id, name, arguments }`. `key`: its key for React. */
export type DraftMessage = { key: number; role: Role; content: string; toolCallId: string; toolCalls: string };

/** The settings of a variable besides its name. `default`: as typed; empty for none. */
export type VariableSettings = { type: VariableType; isRequired: boolean; default: string };

/** An edited template. Its variables are the placeholders of its messages. */
export type TemplateDraft = {
  name: string;
  description: string;
  workspaceId: string | null;
  messages: readonly DraftMessage[];
  /** By name. Includes removed placeholders, in case they return. */
  settings: Readonly<Record<string, VariableSettings>>;
};

const plainVariable: VariableSettings = { type: 'STRING', isRequired: true, default: '' };

let lastKey = 0;

export function newMessage(role: Role): DraftMessage {
  lastKey += 1;
  return { key: lastKey, role, content: '', toolCallId: '', toolCalls: '' };
}

export function emptyDraft(workspaceId: string | null): TemplateDraft {
  const messages = [newMessage('SYSTEM'), newMessage('USER')];
  return { name: '', description: '', workspaceId, messages, settings: {} };
}

export function draftOf({ name, description, workspaceId, messages, variables }: TemplateContent): TemplateDraft {
  return {
    name,
    description: description ?? '',
    workspaceId,
    messages: messages.map(({ role, content, toolCallId, toolCalls }) => ({
      ...newMessage(role),
      content,
      toolCallId: toolCallId ?? '',
      toolCalls: toolCalls.length === 0 ? '' : JSON.stringify(toolCalls, null, 2),
    })),
    settings: Object.fromEntries(
      variables.map(({ name: of, type, required, default: value }) => [
        of,
        { type, isRequired: required, default: value === null ? '' : typedText(type, value) },
      ]),
    ),
  };
}

const typedText = (type: VariableType, value: unknown): string =>
  type === 'STRING' ? String(value) : JSON.stringify(value);

/** Placeholders as the API reads them: a word in double braces, not after a backslash. */
const braced = /(\\?)\{\{[ \t]{0,8}([A-Za-z_][A-Za-z0-9_]{0,63})[ \t]{0,8}\}\}/g;

/** The variables of a draft: the names in its placeholders, in the order of their first use. */
export function variablesOf({ messages }: Pick<TemplateDraft, 'messages'>): readonly string[] {
  const names = new Set<string>();
  for (const { content } of messages) {
    for (const [, backslash, name] of content.matchAll(braced)) if (backslash === '' && name) names.add(name);
  }
  return [...names];
}

export const settingsOf = ({ settings }: TemplateDraft, name: string): VariableSettings =>
  (Object.hasOwn(settings, name) ? settings[name] : undefined) ?? plainVariable;

/** A typed value as JSON. Throws a sentence when the value is not of the type. */
export function parseValue(name: string, type: VariableType, text: string): unknown {
  switch (type) {
    case 'STRING':
      return text;
    case 'NUMBER': {
      const number = Number(text);
      if (text.trim() === '' || !Number.isFinite(number)) throw new Error(`'${name}' must be a number.`);
      return number;
    }
    case 'BOOLEAN':
      if (text !== 'true' && text !== 'false') throw new Error(`'${name}' must be true or false.`);
      return text === 'true';
    case 'JSON':
      return parseJson(text, `'${name}' must be JSON.`);
    default:
      return type satisfies never;
  }
}

function parseJson(text: string, problem: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(problem);
  }
}

/** The draft in the API's form. Throws a sentence when a default or a call cannot be read. */
export function inputOf(draft: TemplateDraft): TemplateInput {
  const { name, description, workspaceId, messages } = draft;
  return {
    name: name.trim(),
    description: description.trim() || null,
    workspaceId,
    messages: messages.map(({ role, content, toolCallId, toolCalls }, index) => ({
      role,
      content,
      ...(role === 'TOOL' && { toolCallId }),
      ...(role === 'ASSISTANT' && toolCalls.trim() !== '' && { toolCalls: callsOf(toolCalls, index + 1) }),
    })),
    variables: variablesOf(draft).map((of) => {
      const { type, isRequired, default: text } = settingsOf(draft, of);
      return { name: of, type, required: isRequired, ...(text !== '' && { default: parseValue(of, type, text) }) };
    }),
  };
}

type Calls = NonNullable<TemplateInput['messages'][number]['toolCalls']>;

function callsOf(text: string, number: number): Calls {
  const problem = `The calls of message ${number} must be a JSON list of { "id", "name", "arguments" }.`;
  const calls = parseJson(text, problem);
  if (!Array.isArray(calls)) throw new Error(problem);
  return calls.map((call: Partial<Calls[number]> | null) => {
    if (typeof call?.id !== 'string' || typeof call.name !== 'string') throw new Error(problem);
    return { id: call.id, name: call.name, arguments: call.arguments ?? '{}' };
  });
}

type Lines = Pick<TemplateInput, 'description' | 'messages' | 'variables'>;

/** The content as lines, for the difference between two versions. */
export function linesOf({ description, messages, variables }: Lines): string {
  const lines = description ? [`# ${description}`, ''] : [];
  for (const { role, content, toolCallId, toolCalls } of messages) {
    lines.push(`--- ${role}${toolCallId ? ` ${toolCallId}` : ''}`, content ?? '');
    for (const call of toolCalls ?? []) lines.push(`call ${call.id}: ${call.name} ${textOf(call.arguments)}`);
  }
  lines.push('--- variables');
  for (const { name, type, required, default: value } of variables ?? []) {
    const without = required ? 'required' : 'optional';
    lines.push(`${name}: ${type}, ${value == null ? without : `default ${JSON.stringify(value)}`}`);
  }
  return `${lines.join('\n')}\n`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
