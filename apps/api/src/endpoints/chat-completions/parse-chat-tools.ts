import { customTool, type Tool, type ToolChoice } from '@penstock/providers';
import {
  parseAllowedTools,
  parseToolMode,
  parseToolName,
  parseTools,
  type UncheckedTool,
} from '../../generation/input/parse-tools.ts';
import { unreadOf } from '../unread-members.ts';
import type { ChatBody } from './chat-body.ts';
import { markOf } from './parse-part.ts';

type ChatTool = NonNullable<ChatBody['tools']>[number];

const functionTool: ReadonlySet<string> = new Set(['type', 'function', 'cache_control']);
const functionMembers: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'strict']);

/** The functions and custom tools of a body. */
export function readTools({ tools }: Pick<ChatBody, 'tools'>): readonly Tool[] {
  const given = tools ?? [];
  return parseTools(given.map(toTool), 'tools', (index) => `tools[${index}].${given[index]?.type ?? 'function'}`);
}

function toTool(tool: ChatTool, index: number): UncheckedTool {
  if (tool.type === 'custom') {
    const { name, description, format } = tool.custom;
    return { ...customTool(name, description ?? null, format), ...markOf(tool.cache_control) };
  }
  const { name, description, parameters, strict } = tool.function;
  return {
    name,
    description: description ?? null,
    // A missing schema means a function without arguments.
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(strict != null && { strict }),
    ...markOf(tool.cache_control),
    ...unreadOf(tool, functionTool, `tools[${index}]`, ['function', functionMembers]),
  };
}

/** The choice of a tool; null if the body has none. */
export function readToolChoice({ tool_choice: choice }: ChatBody, tools: readonly Tool[]): ToolChoice | null {
  if (choice == null) return null;
  if (typeof choice === 'string') return parseToolMode(choice, tools, 'tool_choice');
  if (choice.type === 'function') return parseToolName(choice.function.name, tools, 'tool_choice.function.name');
  if (choice.type === 'custom') return parseToolName(choice.custom.name, tools, 'tool_choice.custom.name');
  const { mode, tools: allowed } = choice.allowed_tools;
  const names = allowed.map((tool) => tool.function?.name ?? tool.custom?.name ?? tool.name ?? '');
  return parseAllowedTools(mode, names, tools, (index) => `tool_choice.allowed_tools.tools[${index}]`);
}
