import type { ModelRequest } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import {
  clampSetting,
  dropSetting,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withBreakpoint,
} from '../messages/write-context.ts';
import { type AnswerFormat, answerToolName } from './answer-format.ts';
import { type AnthropicConversation, toAnthropicMessages } from './to-anthropic-messages.ts';

/** Writes the body of a streamed messages call. The protocol has no `seed`. */
export function toAnthropicBody(request: ModelRequest, format: AnswerFormat, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'anthropic', takesCacheControl: true, warnings: [] };
  const body = writeBody(request, format, context);
  return { body: withBodyOptions(body, request.providerOptions, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, format: AnswerFormat, context: WriteContext): JsonObject {
  const { system, turns } = toAnthropicMessages(request.messages, context);
  const systemContent = withInstructions(system, format.instructions);
  const tools = toTools(request, format, context);
  if (request.seed !== null) dropSetting(context, 'seed');
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens ?? request.traits.fallbackMaxOutputTokens,
    messages: request.prefill === null ? turns : [...turns, toPrefillTurn(request.prefill)],
    stream: true,
    ...(systemContent.length > 0 && { system: systemContent }),
    ...toSampling(request, context),
    ...(request.stop.length > 0 && { stop_sequences: request.stop }),
    ...(tools.length > 0 && { tools }),
    ...toToolChoice(request, format),
    ...(format.outputSchema && { output_config: { format: { type: 'json_schema', schema: format.outputSchema } } }),
  };
}

function withInstructions(
  system: AnthropicConversation['system'],
  instructions: string | null,
): AnthropicConversation['system'] {
  if (instructions === null) return system;
  if (typeof system !== 'string') return [{ type: 'text', text: instructions }, ...system];
  return system === '' ? instructions : `${instructions}\n\n${system}`;
}

/** White space that the API refuses at the end of the text to continue. */
export function trailingSpaceOf(prefill: string): string {
  return prefill.slice(prefill.trimEnd().length);
}

function toPrefillTurn(prefill: string): JsonObject {
  return { role: 'assistant', content: prefill.trimEnd() };
}

/** Anthropic's scale ends at 1, and newer models take temperature or top-p, not both. */
function toSampling(request: ModelRequest, context: WriteContext): JsonObject {
  const { temperature, topP, traits } = request;
  if (!traits.sampling) return {};
  if (temperature !== null && topP !== null) dropSetting(context, 'topP');
  if (temperature !== null) return { temperature: clampSetting(context, 'temperature', temperature, 1) };
  return topP === null ? {} : { top_p: topP };
}

function toTools(request: ModelRequest, format: AnswerFormat, context: WriteContext): JsonObject[] {
  const tools = request.tools.map((tool) => withBreakpoint(toAnthropicTool(tool), tool.cacheBreakpoint, context));
  if (format.answerToolSchema === null) return tools;
  const description = 'Gives the final answer. Call it exactly once, with the whole answer.';
  return [...tools, { name: answerToolName, description, input_schema: format.answerToolSchema }];
}

function toAnthropicTool(tool: Tool): JsonObject {
  const { name, description, parameters } = tool;
  return { name, ...(description !== null && { description }), input_schema: { type: 'object', ...parameters } };
}

function toToolChoice(request: ModelRequest, format: AnswerFormat): JsonObject {
  if (format.answerToolSchema !== null) {
    const choice = request.tools.length > 0 ? { type: 'any' } : { type: 'tool', name: answerToolName };
    return { tool_choice: { ...choice, disable_parallel_tool_use: true } };
  }
  if (request.tools.length === 0 || request.toolChoice === null) return {};
  return { tool_choice: toAnthropicToolChoice(request.toolChoice) };
}

function toAnthropicToolChoice(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return { type: choice.type };
    case 'required':
      return { type: 'any' };
    case 'tool':
      return { type: 'tool', name: choice.name };
    default:
      return choice satisfies never;
  }
}
