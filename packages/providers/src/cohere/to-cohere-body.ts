import type { Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import { jsonInstructions, speaksOfJson } from '../json/json-instructions.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toContent } from '../messages/to-content.ts';
import { toFunction, toFunctionCall } from '../messages/to-function.ts';

/** Writes the body of a streamed call of `/v2/chat`. */
export function toCohereBody(request: ModelRequest): JsonObject {
  const { temperature, topP, maxOutputTokens, stop, seed, traits } = request;
  const tools = offeredTools(request);
  return {
    model: request.model,
    messages: toCohereMessages(request),
    stream: true,
    ...(maxOutputTokens !== null && { max_tokens: maxOutputTokens }),
    // Cohere's scales: temperature ends at 1, p at 0.99.
    ...(traits.sampling && temperature !== null && { temperature: Math.min(1, temperature) }),
    ...(traits.sampling && topP !== null && { p: Math.min(0.99, Math.max(0.01, topP)) }),
    ...(stop.length > 0 && { stop_sequences: stop }),
    ...(seed !== null && { seed }),
    ...(tools.length > 0 && { tools: tools.map(toFunction) }),
    ...(tools.length > 0 && toToolChoice(request)),
    ...toFormat(request),
  };
}

function toCohereMessages(request: ModelRequest): JsonObject[] {
  const messages = request.messages.map(toCohereMessage);
  if (request.responseFormat.type === 'json' && !speaksOfJson(request)) {
    messages.unshift({ role: 'system', content: jsonInstructions });
  }
  if (request.prefill !== null) messages.push({ role: 'assistant', content: request.prefill });
  return messages;
}

function toCohereMessage(message: Message): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: toContent(message.parts) };
    case 'assistant':
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text };
      return {
        role: 'assistant',
        ...(message.text !== '' && { tool_plan: message.text }),
        tool_calls: message.toolCalls.map(toFunctionCall),
      };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
    default:
      return message satisfies never;
  }
}

/** A certain tool cannot be asked for; it is the only one offered, and one must be called. */
function offeredTools({ tools, toolChoice }: ModelRequest): readonly Tool[] {
  return toolChoice?.type === 'tool' ? tools.filter((tool) => tool.name === toolChoice.name) : tools;
}

function toToolChoice({ toolChoice }: ModelRequest): JsonObject {
  if (toolChoice === null || toolChoice.type === 'auto') return {};
  return { tool_choice: toolChoice.type === 'none' ? 'NONE' : 'REQUIRED' };
}

function toFormat({ responseFormat }: ModelRequest): JsonObject {
  switch (responseFormat.type) {
    case 'text':
      return {};
    case 'json':
      return { response_format: { type: 'json_object' } };
    case 'json-schema':
      return { response_format: { type: 'json_object', json_schema: responseFormat.schema } };
    default:
      return responseFormat satisfies never;
  }
}
