import type { Tool, ToolChoice } from '@penstock/providers';
import { badUserInput } from '../bad-user-input.ts';
import { didYouMean } from '../did-you-mean.ts';
import { parseJsonSchema } from './parse-json-schema.ts';
import type { ToolInput } from './tool-input.ts';

const toolName = /^[A-Za-z0-9_-]{1,64}$/;

export function parseTools(inputs: readonly (typeof ToolInput.$inferInput)[]): readonly Tool[] {
  if (inputs.length > 128) throw badUserInput('input.tools', `may hold at most 128 tools, not ${inputs.length}`);
  const names = new Set<string>();
  return inputs.map((input, index) => {
    const path = `input.tools.${index}`;
    if (!toolName.test(input.name)) {
      throw badUserInput(`${path}.name`, `'${input.name.slice(0, 80)}' must be 1 to 64 letters, digits, _ or -`);
    }
    if (names.has(input.name)) throw badUserInput(`${path}.name`, `'${input.name}' names another tool already`);
    names.add(input.name);
    const parameters = parseJsonSchema(input.parameters, `${path}.parameters`);
    if (parameters.type !== undefined && parameters.type !== 'object') {
      throw badUserInput(`${path}.parameters.type`, "must be 'object': a tool takes an object of arguments");
    }
    return { name: input.name, description: input.description ?? null, parameters };
  });
}

/** `auto`, `none` and `required` are words before they are names. */
export function parseToolChoice(choice: string | null, tools: readonly Tool[]): ToolChoice | null {
  if (choice === null) return null;
  if (tools.length === 0 && choice !== 'auto' && choice !== 'none') {
    throw badUserInput('input.toolChoice', `'${choice}' wants a tool, and there are no tools`);
  }
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice };
  if (tools.some((tool) => tool.name === choice)) return { type: 'tool', name: choice };
  const known = ['auto', 'none', 'required', ...tools.map((tool) => tool.name)];
  throw badUserInput('input.toolChoice', `'${choice}' must be one of ${known.join(', ')}.${didYouMean(choice, known)}`);
}
