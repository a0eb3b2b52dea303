import { InputError } from '../errors/service-error.ts';
import { splitPlaceholders, variableName } from './placeholders.ts';
import type { TemplateDraft, TemplateMessage, TemplateVariable } from './template.ts';
import { textOfValue, wantedValue } from './variable-value.ts';

/** Bounds of one template. Characters are counted over all messages, with their calls. */
export const templateBounds = {
  nameCharacters: 100,
  descriptionCharacters: 1_000,
  messages: 200,
  characters: 262_144,
  variables: 100,
  /** Characters of all defaults together, as inserted. */
  defaultCharacters: 65_536,
} as const;

/** A control character, which no name has. */
const control = /\p{Cc}/u;

/**
 * Checks a template before it is saved: its names, bounds, defaults and calls, and that placeholders and variables
 * match. Throws an `InputError` that names the field below `path`.
 */
export function checkTemplate(draft: TemplateDraft, path: string): TemplateDraft {
  const name = checkName(draft.name, `${path}.name`);
  const { description, messages, variables } = draft;
  refuseLonger(description?.length ?? 0, templateBounds.descriptionCharacters, 'characters', `${path}.description`);
  if (description?.includes('\0') === true)
    throw new InputError(`${path}.description`, 'has a NUL character: remove it');
  if (messages.length === 0) throw new InputError(`${path}.messages`, 'is empty: give at least one message');
  refuseLonger(messages.length, templateBounds.messages, 'messages', `${path}.messages`);
  refuseLonger(lengthOf(messages), templateBounds.characters, 'characters', `${path}.messages`);
  refuseLonger(variables.length, templateBounds.variables, 'variables', `${path}.variables`);
  checkVariables(variables, `${path}.variables`);
  checkCalls(messages, `${path}.messages`);
  checkPlaceholders(messages, variables, path);
  return { ...draft, name };
}

function checkName(text: string, path: string): string {
  const name = text.trim();
  if (name === '') throw new InputError(path, 'is empty: give the template a name');
  refuseLonger(name.length, templateBounds.nameCharacters, 'characters', path);
  if (control.test(name)) throw new InputError(path, 'has a control character: use letters, digits, signs and blanks');
  return name;
}

function refuseLonger(length: number, most: number, unit: string, path: string): void {
  if (length > most) throw new InputError(path, `may have at most ${most} ${unit}, not ${length}`);
}

function lengthOf(messages: readonly TemplateMessage[]): number {
  let length = 0;
  for (const { content, toolCalls } of messages) {
    length += content.length;
    for (const call of toolCalls) length += call.id.length + call.name.length + call.arguments.length;
  }
  return length;
}

function checkVariables(variables: readonly TemplateVariable[], path: string): void {
  const names = new Set<string>();
  let characters = 0;
  for (const [index, variable] of variables.entries()) {
    const { name, type } = variable;
    const at = `${path}.${index}`;
    if (!variableName.test(name)) {
      const problem = `'${name.slice(0, 80)}' is not a name: use at most 64 letters, digits and _, without a digit first`;
      throw new InputError(`${at}.name`, problem);
    }
    if (names.has(name))
      throw new InputError(`${at}.name`, `'${name}' is defined twice: give each variable a unique name`);
    names.add(name);
    if (variable.default === undefined) continue;
    const text = textOfValue(variable, variable.default);
    if (text === null) {
      throw new InputError(`${at}.default`, `of '${name}' must be ${wantedValue[type]}, since its type is ${type}`);
    }
    characters += text.length;
  }
  refuseLonger(characters, templateBounds.defaultCharacters, 'characters in all defaults', path);
}

/** A result answers an earlier call. Without an id it would answer none. */
function checkCalls(messages: readonly TemplateMessage[], path: string): void {
  const calls = new Set<string>();
  for (const [index, { role, content, toolCallId, toolCalls }] of messages.entries()) {
    const at = `${path}.${index}`;
    if (content === '' && role !== 'TOOL' && toolCalls.length === 0) {
      throw new InputError(`${at}.content`, `is missing: a ${role} message needs text`);
    }
    if (toolCalls.length > 0 && role !== 'ASSISTANT') {
      throw new InputError(`${at}.toolCalls`, 'belong to ASSISTANT messages only');
    }
    if ((toolCallId !== null) !== (role === 'TOOL')) {
      const problem = role === 'TOOL' ? 'is missing: name the call that it answers' : 'belongs to TOOL messages only';
      throw new InputError(`${at}.toolCallId`, problem);
    }
    if (toolCallId !== null && !calls.has(toolCallId)) {
      throw new InputError(
        `${at}.toolCallId`,
        `'${toolCallId.slice(0, 80)}' is not the id of a call in an earlier message`,
      );
    }
    for (const { id } of toolCalls) calls.add(id);
  }
}

function checkPlaceholders(
  messages: readonly TemplateMessage[],
  variables: readonly TemplateVariable[],
  path: string,
): void {
  const known = new Set(variables.map(({ name }) => name));
  const used = new Set<string>();
  for (const [index, { content }] of messages.entries()) {
    const at = `${path}.messages.${index}.content`;
    for (const piece of splitPlaceholders(content)) {
      if (piece.type === 'text') continue;
      const { name } = piece;
      const escaped = `or write \\{{${name}}} for the literal text`;
      if (!piece.isName)
        throw new InputError(at, `has {{${name}}}, which is not a name: use letters, digits and _, ${escaped}`);
      if (!known.has(name))
        throw new InputError(at, `has {{${name}}}, which is not a variable: add it to variables, ${escaped}`);
      used.add(name);
    }
  }
  const unused = variables.findIndex(({ name }) => !used.has(name));
  if (unused === -1) return;
  const { name } = variables[unused] as TemplateVariable;
  throw new InputError(
    `${path}.variables.${unused}`,
    `'${name}' is not used: write {{${name}}} in a message, or remove it`,
  );
}
