import type { ModelRequest } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { customNames } from '../messages/custom-tool.ts';
import { type WriteContext, withPartOptions } from '../messages/write-context.ts';

/** Writes the tools in their order, and which of them must be called. Empty without tools. */
export function toResponsesTools(request: ModelRequest, context: WriteContext): JsonObject {
  const tools = request.tools.map((tool) => withPartOptions(toTool(tool), tool, context));
  for (const { dialect, index, value } of request.nativeTools ?? []) {
    if (dialect === context.dialect) tools.splice(index, 0, value);
  }
  if (tools.length === 0) return {};
  return { tools, ...(request.toolChoice !== null && { tool_choice: toChoice(request.toolChoice, request.tools) }) };
}

/** `strict`: if it is absent, OpenAI rewrites the schema, and makes every argument required. */
function toTool({ name, description, parameters, strict, custom }: Tool): JsonObject {
  if (custom === undefined) {
    return {
      type: 'function',
      name,
      ...(description !== null && { description }),
      parameters,
      strict: strict ?? false,
    };
  }
  return {
    type: 'custom',
    name,
    ...(custom.description !== null && { description: custom.description }),
    ...(custom.format !== null && { format: custom.format }),
  };
}

function toChoice(choice: ToolChoice, tools: readonly Tool[]): string | JsonObject {
  const customs = customNames(tools);
  const named = (name: string): JsonObject => ({ type: customs.has(name) ? 'custom' : 'function', name });
  switch (choice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return choice.type;
    case 'tool':
      return named(choice.name);
    case 'allowed':
      return { type: 'allowed_tools', mode: choice.mode, tools: choice.names.map(named) };
    default:
      return choice satisfies never;
  }
}
