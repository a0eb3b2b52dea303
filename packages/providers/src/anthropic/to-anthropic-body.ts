import type { ModelRequest } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { type AnswerFormat, answerToolName } from './answer-format.ts';
import { toAnthropicMessages } from './to-anthropic-messages.ts';

/** Writes the body of a streamed messages call. `seed` has no place in it. */
export function toAnthropicBody(request: ModelRequest, format: AnswerFormat): JsonObject {
  const { system, turns } = toAnthropicMessages(request.messages);
  const systemText = [format.instructions ?? '', system].filter((text) => text !== '').join('\n\n');
  const tools = toTools(request, format);
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens ?? request.traits.fallbackMaxOutputTokens,
    messages: request.prefill === null ? turns : [...turns, toPrefillTurn(request.prefill)],
    stream: true,
    ...(systemText !== '' && { system: systemText }),
    ...toSampling(request),
    ...(request.stop.length > 0 && { stop_sequences: request.stop }),
    ...(tools.length > 0 && { tools }),
    ...toToolChoice(request, format),
    ...(format.outputSchema && { output_config: { format: { type: 'json_schema', schema: format.outputSchema } } }),
  };
}

/** What the API refuses at the end of the text to go on from. */
export function trailingSpaceOf(prefill: string): string {
  return prefill.slice(prefill.trimEnd().length);
}

function toPrefillTurn(prefill: string): JsonObject {
  return { role: 'assistant', content: prefill.trimEnd() };
}

/** Anthropic's scale ends at 1, and newer models take temperature or top-p, not both. */
function toSampling(request: ModelRequest): JsonObject {
  const { temperature, topP, traits } = request;
  if (!traits.sampling) return {};
  if (temperature !== null) return { temperature: Math.min(1, temperature) };
  return topP === null ? {} : { top_p: topP };
}

function toTools(request: ModelRequest, format: AnswerFormat): JsonObject[] {
  const tools = request.tools.map(toAnthropicTool);
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
