import { customTool, type NativeTool, type Tool, type ToolChoice } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseUnread } from '../../generation/input/parse-provider-members.ts';
import {
  parseAllowedTools,
  parseToolMode,
  parseToolName,
  parseTools,
  type UncheckedTool,
} from '../../generation/input/parse-tools.ts';
import { ownDialect } from './own-members.ts';
import type { RequestWarning } from './request-echo.ts';
import type { ResponsesBody, ResponsesTool } from './responses-body.ts';

/** Tools of OpenAI's servers that the answer would depend on. */
const refused = /^(?:file_search|code_interpreter|mcp|computer|computer_use_preview)$/;

/** The tools of a request: functions, custom tools, and tools that OpenAI's servers run. */
export type ReadTools = { tools: readonly Tool[]; nativeTools: readonly NativeTool[] };

/**
 * Reads the tools. Models that Penstock calls by this protocol (`isOnResponses`) get the tools of OpenAI's servers. For
 * other models such a tool is dropped with a warning if there are other tools. Throws an `InputError` that names a tool
 * that the answer would depend on.
 */
export function readTools(
  tools: readonly ResponsesTool[],
  isOnResponses: boolean,
  warn: (warning: RequestWarning) => void,
): ReadTools {
  const kept: { tool: UncheckedTool; index: number }[] = [];
  const leftOut: { type: string; index: number }[] = [];
  const nativeTools: NativeTool[] = [];
  for (const [index, tool] of tools.entries()) {
    const known = toKnown(tool, index);
    if (known !== null) kept.push({ tool: known, index });
    else if (!isOnResponses) leftOut.push({ type: tool.type, index });
    else nativeTools.push({ dialect: ownDialect, index, value: parseUnread(tool, `tools[${index}]`) });
  }
  for (const { type, index } of leftOut) {
    const words = `'${type.slice(0, 80)}' runs on OpenAI's servers and is not supported here`;
    if (refused.test(type) || kept.length === 0) {
      throw new InputError(`tools[${index}].type`, `${words}: give functions or custom tools`);
    }
    warn({ code: 'DROPPED', path: `tools[${index}]`, message: `'tools[${index}]' was left out: ${words}.` });
  }
  const functions = kept.map(({ tool }) => tool);
  const read = parseTools(functions, 'tools', (index) => `tools[${kept[index]?.index ?? index}]`);
  return { tools: read, nativeTools };
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
  if (tool.type === 'custom') return customTool(name, description, formatOf(tool.format, `${path}.format`));
  const { parameters, strict } = tool;
  return {
    name,
    description,
    // A missing schema means a function without arguments.
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(typeof strict === 'boolean' && { strict }),
  };
}

function formatOf(format: unknown, path: string): Readonly<Record<string, unknown>> | null {
  if (format == null) return null;
  if (typeof format !== 'object' || Array.isArray(format)) throw new InputError(path, 'must be an object');
  return parseUnread(format as Readonly<Record<string, unknown>>, path);
}

/** Whether the model must get the choice unchanged, because it names a tool of OpenAI's servers or has only those. */
export function isNativeChoice(choice: ResponsesBody['tool_choice'], { tools, nativeTools }: ReadTools): boolean {
  if (choice == null || nativeTools.length === 0) return false;
  if (typeof choice === 'string') return choice === 'required' && tools.length === 0;
  const named = 'mode' in choice ? choice.tools : [choice];
  return named.some(({ type = 'function' }) => type !== 'function' && type !== 'custom');
}

/** The choice of a tool; null if the request has none. */
export function readToolChoice(choice: ResponsesBody['tool_choice'], tools: readonly Tool[]): ToolChoice | null {
  if (choice == null) return null;
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
    throw new InputError(`${path}.type`, `'${type}' runs on OpenAI's servers and is not supported here`);
  }
  if (name === undefined) throw new InputError(`${path}.name`, 'is missing: it must be a text');
  return name;
}
