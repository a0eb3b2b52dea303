import { customTool, type Tool, type ToolChoice } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import {
  parseAllowedTools,
  parseToolMode,
  parseToolName,
  parseTools,
  type UncheckedTool,
} from '../../generation/input/parse-tools.ts';
import type { RequestWarning } from './request-echo.ts';
import type { ResponsesBody, ResponsesTool } from './responses-body.ts';

/** Tools of OpenAI's servers that an answer would rest on. */
const refused = /^(?:file_search|code_interpreter|mcp|computer|computer_use_preview)$/;

/**
 * The functions and custom tools of a request. Tools that only OpenAI's servers have are left out with a warning where
 * there are others. Throws an `InputError` that names the tool where the answer would rest on it.
 */
export function readTools(tools: readonly ResponsesTool[], warn: (warning: RequestWarning) => void): readonly Tool[] {
  const kept: { tool: UncheckedTool; index: number }[] = [];
  const leftOut: { type: string; index: number }[] = [];
  for (const [index, tool] of tools.entries()) {
    const known = toKnown(tool, index);
    if (known !== null) kept.push({ tool: known, index });
    else leftOut.push({ type: tool.type, index });
  }
  for (const { type, index } of leftOut) {
    const words = `'${type.slice(0, 80)}' runs on OpenAI's servers and cannot be had here`;
    if (refused.test(type) || kept.length === 0) {
      throw new InputError(`tools[${index}].type`, `${words}: give functions or custom tools`);
    }
    warn({ code: 'DROPPED', path: `tools[${index}]`, message: `'tools[${index}]' was left out: ${words}.` });
  }
  return parseTools(
    kept.map(({ tool }) => tool),
    'tools',
    (index) => `tools[${kept[index]?.index ?? index}]`,
  );
}

/** Null for a tool of OpenAI's servers. */
function toKnown(tool: ResponsesTool, index: number): UncheckedTool | null {
  if (tool.type !== 'function' && tool.type !== 'custom') return null;
  const path = `tools[${index}]`;
  const { name, description = null } = tool;
  if (typeof name !== 'string') throw new InputError(`${path}.name`, 'is missing: it must be a text');
  if (description !== null && typeof description !== 'string') {
    throw new InputError(`${path}.description`, 'must be a text');
  }
  if (tool.type === 'custom') return customTool(name, description, tool.format);
  const { parameters, strict } = tool;
  return {
    name,
    description,
    // A function without parameters is one without arguments.
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(typeof strict === 'boolean' && { strict }),
  };
}

/** Which tool must be called; null where the request does not say. */
export function readToolChoice(choice: ResponsesBody['tool_choice'], tools: readonly Tool[]): ToolChoice | null {
  if (choice == null) return null;
  // Nothing is left to choose from, as with the tools of servers alone.
  if (typeof choice === 'string') return parseToolMode(choice, tools, 'tool_choice');
  if ('mode' in choice) {
    const names = choice.tools.map((tool, index) => nameOf(tool, `tool_choice.tools[${index}]`));
    return parseAllowedTools(choice.mode, names, tools, (index) => `tool_choice.tools[${index}]`);
  }
  return parseToolName(nameOf(choice, 'tool_choice'), tools, 'tool_choice.name');
}

function nameOf(choice: { type?: string | undefined; name?: string | undefined }, path: string): string {
  const { type = 'function', name } = choice;
  if (type !== 'function' && type !== 'custom') {
    throw new InputError(`${path}.type`, `'${type}' runs on OpenAI's servers and cannot be had here`);
  }
  if (name === undefined) throw new InputError(`${path}.name`, 'is missing: it must be a text');
  return name;
}
