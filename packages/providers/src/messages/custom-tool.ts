import type { Tool } from '../contract/tool.ts';
import { type JsonObject, readObject, readText } from '../json/read-json-value.ts';

/** The member of the arguments with the text of a custom tool. */
const member = 'input';
const title = 'CustomToolInput';

/**
 * A tool that takes a text. Most protocols only have functions: there it has one argument, the text. A grammar becomes
 * a part of the description, which no provider enforces.
 */
export function customTool(name: string, description: string | null, format: unknown): Tool {
  const written = flatFormat(readObject(format));
  const grammar = grammarOf(written);
  return {
    name,
    description: [description, grammar].filter((text) => text !== null && text !== '').join('\n\n') || null,
    parameters: {
      type: 'object',
      title,
      properties: { [member]: { type: 'string', description: 'The whole input of the tool, as plain text.' } },
      required: [member],
      additionalProperties: false,
    },
    custom: { description, format: written },
  };
}

/** Whether a tool is a custom tool. A stored tool has only its parameters. */
export function isCustomTool({ parameters }: Pick<Tool, 'parameters'>): boolean {
  return parameters.title === title;
}

/** The names of the tools that a provider gets as custom tools. */
export function customNames(tools: readonly Tool[]): ReadonlySet<string> {
  return new Set(tools.filter(({ custom }) => custom !== undefined).map(({ name }) => name));
}

/** The arguments of a call with this text. */
export function customArguments(input: string): string {
  return JSON.stringify({ [member]: input });
}

/** The text before and after the tool's text in those arguments. `customPiece` writes its pieces. */
export const customFrame = { before: `{"${member}":"`, behind: '"}' } as const;

/** A piece of the text within arguments that come in pieces. */
export function customPiece(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text of a call's arguments. If a model wrote another form, that is the text. */
export function customInput(argumentsText: string): string {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (typeof value === 'string') return value;
    const input = readObject(value)?.[member];
    return typeof input === 'string' ? input : argumentsText;
  } catch {
    return argumentsText;
  }
}

/** Chat completions have the grammar in a member, Responses beside its type. */
function flatFormat(format: JsonObject | null): JsonObject | null {
  if (format === null) return null;
  const { grammar, ...rest } = format;
  return { ...rest, ...readObject(grammar) };
}

function grammarOf(format: JsonObject | null): string | null {
  const { syntax, definition } = format ?? {};
  const words = format?.type === 'grammar' ? readText(definition) : null;
  if (words === null) return null;
  return `The input must follow this grammar (${String(syntax).slice(0, 20)}):\n${words}`;
}
