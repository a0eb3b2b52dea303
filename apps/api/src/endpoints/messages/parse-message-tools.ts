import {
  type NativeTool,
  type ProviderOptions,
  type Tool,
  type ToolChoice,
  unreadOfAnthropic,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseUnread } from '../../generation/input/parse-provider-members.ts';
import { parseToolMode, parseToolName, parseTools, type ToolLimits } from '../../generation/input/parse-tools.ts';
import { carriedBy } from './cache-control.ts';
import { type MessagesBody, mostMessageTools } from './messages-body.ts';

/** Anthropic's limit, characters. Names that are too long for another provider are shortened for it. */
const longestToolName = 128;

const limits: ToolLimits = {
  mostTools: mostMessageTools,
  longestName: longestToolName,
  schemaMember: 'input_schema',
};

/** The tools of a request: functions, and tools that only this protocol has. */
export type ParsedTools = { tools: readonly Tool[]; nativeTools: readonly NativeTool[] };

type ToolInput = NonNullable<MessagesBody['tools']>[number];

const toolMembers: ReadonlySet<string> = new Set(['name', 'description', 'input_schema', 'strict', 'cache_control']);
/** The type `custom` means the same as no type. */
const ofCustom: ReadonlySet<string> = new Set([...toolMembers, 'type']);

/** Throws an `InputError` that names the member. */
export function parseMessageTools({ tools }: MessagesBody): ParsedTools {
  const given = tools ?? [];
  const functions = given.flatMap((tool, index) => (isNative(tool) ? [] : [{ tool, index }]));
  const pathOf = (at: number): string => `tools[${functions[at]?.index ?? at}]`;
  const unchecked = functions.map(({ tool, index }) => {
    const { name, description, input_schema: schema, strict } = tool;
    if (name == null) throw new InputError(`tools[${index}].name`, 'is missing: it must be a text');
    return {
      name,
      description: description ?? null,
      parameters: schema,
      ...(strict != null && { strict }),
      ...carriedBy(tool, tool.type === 'custom' ? ofCustom : toolMembers, `tools[${index}]`),
    };
  });
  return {
    tools: parseTools(unchecked, 'tools', pathOf, limits),
    nativeTools: given.flatMap((value, index) =>
      isNative(value) ? [{ dialect: 'anthropic', index, value: parseUnread(value, `tools[${index}]`) }] : [],
    ),
  };
}

/** Whether a tool has no schema, because the provider runs it or its models know it. */
function isNative({ type, input_schema: schema }: ToolInput): boolean {
  return type != null && type !== 'custom' && schema == null;
}

/** The choice of a tool. `options`: the choice in the form of this protocol, if no other form can express it. */
export type ParsedChoice = { toolChoice: ToolChoice | null; isSingle: boolean; options: ProviderOptions | null };

/** Throws an `InputError` if the choice names no tool of the request. */
export function parseMessageToolChoice({ tool_choice: choice }: MessagesBody, parsed: ParsedTools): ParsedChoice {
  if (choice == null) return { toolChoice: null, isSingle: false, options: null };
  const isSingle = choice.disable_parallel_tool_use === true;
  const { tools, nativeTools } = parsed;
  const isNamed = choice.type === 'tool' && nativeTools.some(({ value }) => value.name === choice.name);
  if (isNamed || (choice.type === 'any' && tools.length === 0 && nativeTools.length > 0)) {
    return { toolChoice: null, isSingle, options: { [unreadOfAnthropic]: { tool_choice: choice } } };
  }
  return { toolChoice: parseChoice(choice, tools), isSingle, options: null };
}

function parseChoice(choice: NonNullable<MessagesBody['tool_choice']>, tools: readonly Tool[]): ToolChoice {
  switch (choice.type) {
    case 'any':
      return parseToolMode('required', tools, 'tool_choice', 'any');
    case 'tool':
      if (choice.name == null) throw new InputError('tool_choice.name', 'is missing: it must name a tool');
      return parseToolName(choice.name, tools, 'tool_choice.name');
    default:
      return { type: choice.type };
  }
}
