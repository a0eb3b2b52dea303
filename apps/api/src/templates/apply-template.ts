import type { Message } from '@penstock/providers';
import { InputError } from '../errors/service-error.ts';
import { splitPlaceholders } from './placeholders.ts';
import type { TemplateContent, TemplateMessage, TemplateVariable } from './template.ts';
import { textOfValue, wantedValue } from './variable-value.ts';

/** The most characters of the messages of one use. A value may be inserted many times. */
export const mostAppliedCharacters = 4_194_304;

/** A template, saved or not. */
type NamedContent = TemplateContent & { name: string };

/**
 * The messages of a template with these values. A value is inserted as text: braces in it are no placeholders. Throws
 * an `InputError` that names the variable.
 */
export function applyTemplate(template: NamedContent, values: Readonly<Record<string, unknown>>): readonly Message[] {
  const texts = textsOf(template, values);
  const toolNames = new Map<string, string>();
  let characters = 0;
  return template.messages.map((message) => {
    const text = insert(message.content, texts, (length) => {
      characters += length;
      if (characters <= mostAppliedCharacters) return;
      const problem = `make template '${template.name}' longer than ${mostAppliedCharacters} characters: give shorter values`;
      throw new InputError('template.variables', problem);
    });
    return toMessage(message, text, toolNames);
  });
}

/** The text of each variable. */
function textsOf({ name: template, variables }: NamedContent, values: Readonly<Record<string, unknown>>) {
  const known = new Set(variables.map(({ name }) => name));
  for (const name of Object.keys(values)) {
    if (known.has(name)) continue;
    const names = known.size === 0 ? 'the template has none' : `the template has ${[...known].slice(0, 20).join(', ')}`;
    throw new InputError(
      `template.variables.${name.slice(0, 80)}`,
      `is not a variable of template '${template}': ${names}`,
    );
  }
  return new Map(variables.map((variable) => [variable.name, textOf(variable, values, template)]));
}

/** Null counts as no value, except for a JSON variable, where it is a value. */
function textOf(variable: TemplateVariable, values: Readonly<Record<string, unknown>>, template: string): string {
  const { name, type } = variable;
  const path = `template.variables.${name}`;
  const given = Object.hasOwn(values, name) ? values[name] : undefined;
  const isGiven = given !== undefined && (given !== null || type === 'JSON');
  if (isGiven) {
    const text = textOfValue(variable, given);
    if (text === null) throw new InputError(path, `must be ${wantedValue[type]} in template '${template}'`);
    return text;
  }
  if (variable.default !== undefined) return textOfValue(variable, variable.default) ?? '';
  if (!variable.isRequired) return '';
  throw new InputError(path, `is missing: template '${template}' needs it as ${wantedValue[type]}`);
}

/** `count` gets the number of characters of each piece before it is added. */
function insert(content: string, texts: ReadonlyMap<string, string>, count: (characters: number) => void): string {
  let whole = '';
  for (const piece of splitPlaceholders(content)) {
    const text = piece.type === 'text' ? piece.text : (texts.get(piece.name) ?? '');
    count(text.length);
    whole += text;
  }
  return whole;
}

/** `toolNames`: the tool names of the calls so far, by their ids. */
function toMessage(message: TemplateMessage, text: string, toolNames: Map<string, string>): Message {
  const parts = text === '' ? [] : [{ type: 'text' as const, text }];
  switch (message.role) {
    case 'SYSTEM':
      return { role: 'system', text };
    case 'USER':
      return { role: 'user', parts: [{ type: 'text', text }] };
    case 'ASSISTANT': {
      for (const { id, name } of message.toolCalls) toolNames.set(id, name);
      const calls = message.toolCalls.map((call) => ({ type: 'tool-call' as const, ...call }));
      return { role: 'assistant', parts: calls.length === 0 ? [{ type: 'text', text }] : [...parts, ...calls] };
    }
    case 'TOOL': {
      const toolCallId = message.toolCallId ?? '';
      return { role: 'tool', toolCallId, toolName: toolNames.get(toolCallId) ?? '', parts, isError: false };
    }
    default:
      return message.role satisfies never;
  }
}
