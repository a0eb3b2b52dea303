import type { CustomTool, Tool } from '@penstock/providers';

/** The member of the arguments that holds the text of a custom tool. */
const member = 'input';
const title = 'CustomToolInput';

/**
 * A custom tool takes a text. Models of other protocols know functions alone: theirs has one argument, the text.
 * `format`: as the caller wrote it.
 */
export function toFunction(name: string, description: string | null, format: CustomTool['format']): Tool {
  const grammar = grammarOf(format);
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
    custom: { description, format },
  };
}

/** Whether a tool is a custom one, written as a function. */
export function isCustomTool({ parameters }: Pick<Tool, 'parameters'>): boolean {
  return parameters.title === title;
}

/** The arguments of a call with this text. */
export function toArguments(input: string): string {
  return JSON.stringify({ [member]: input });
}

/** The text of a call's arguments. What a model wrote in another form is the text itself. */
export function toInput(argumentsText: string): string {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (typeof value === 'string') return value;
    const input = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
    return typeof input === 'string' ? input : argumentsText;
  } catch {
    return argumentsText;
  }
}

/** A grammar is told in words where the protocol of a model enforces none. */
function grammarOf(format: unknown): string | null {
  const { type, syntax, definition } = (format ?? {}) as Readonly<Record<string, unknown>>;
  if (type !== 'grammar' || typeof definition !== 'string') return null;
  return `The input must follow this grammar (${String(syntax).slice(0, 20)}):\n${definition}`;
}
