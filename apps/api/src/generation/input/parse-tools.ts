import type { Tool, ToolChoice } from '@penstock/providers';
import { didYouMean } from './did-you-mean.ts';
import { InputError } from './input-error.ts';
import { parseJsonSchema } from './parse-json-schema.ts';

/** A tool as it came in; `parameters` undefined or null where the caller gave none. */
export type UncheckedTool = { name: string; description: string | null; parameters: unknown };

const toolName = /^[A-Za-z0-9_-]{1,64}$/;

/** Tools that a model can be offered. `pathOf` names the object that holds a tool's fields. */
export function parseTools(
  tools: readonly UncheckedTool[],
  path: string,
  pathOf: (index: number) => string,
): readonly Tool[] {
  if (tools.length > 128) throw new InputError(path, `may hold at most 128 tools, not ${tools.length}`);
  const names = new Set<string>();
  return tools.map(({ name, description, parameters }, index) => {
    if (!toolName.test(name)) {
      throw new InputError(`${pathOf(index)}.name`, `'${name.slice(0, 80)}' must be 1 to 64 letters, digits, _ or -`);
    }
    if (names.has(name)) throw new InputError(`${pathOf(index)}.name`, `'${name}' names another tool already`);
    names.add(name);
    const schema = parseJsonSchema(parameters, `${pathOf(index)}.parameters`);
    if (schema.type !== undefined && schema.type !== 'object') {
      throw new InputError(`${pathOf(index)}.parameters.type`, "must be 'object': a tool takes an object of arguments");
    }
    return { name, description, parameters: schema };
  });
}

/** The tool that a model must call, by name: one of those that it is offered. */
export function parseToolName(name: string, tools: readonly Tool[], path: string): ToolChoice {
  refuseChoiceWithoutTools(name, tools, path);
  if (tools.some((tool) => tool.name === name)) return { type: 'tool', name };
  const known = ['auto', 'none', 'required', ...tools.map((tool) => tool.name)];
  throw new InputError(path, `'${name}' must be one of ${known.join(', ')}.${didYouMean(name, known)}`);
}

/** `auto`, `none` and `required`. */
export function parseToolMode(mode: 'auto' | 'none' | 'required', tools: readonly Tool[], path: string): ToolChoice {
  if (mode === 'required') refuseChoiceWithoutTools(mode, tools, path);
  return { type: mode };
}

function refuseChoiceWithoutTools(choice: string, tools: readonly Tool[], path: string): void {
  if (tools.length === 0) throw new InputError(path, `'${choice}' wants a tool, and there are no tools`);
}
