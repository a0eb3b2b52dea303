import type { ModelRequest } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toFunction } from '../messages/to-function.ts';
import { clampSetting, type WriteContext, type WrittenRequest, withBodyOptions } from '../messages/write-context.ts';
import { toCohereMessages } from './to-cohere-messages.ts';

/** Writes the body of a streamed call of `/v2/chat`. */
export function toCohereBody(request: ModelRequest, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'cohere', warnings: [] };
  const body = writeBody(request, context);
  return { body: withBodyOptions(body, request.providerOptions, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, context: WriteContext): JsonObject {
  const { temperature, topP, maxOutputTokens, stop, seed, traits } = request;
  const tools = offeredTools(request);
  return {
    model: request.model,
    messages: toCohereMessages(request, context),
    stream: true,
    ...(maxOutputTokens !== null && { max_tokens: maxOutputTokens }),
    // Cohere's scales: temperature ends at 1, p at 0.99.
    ...(traits.sampling &&
      temperature !== null && { temperature: clampSetting(context, 'temperature', temperature, 1) }),
    ...(traits.sampling && topP !== null && { p: clampSetting(context, 'topP', topP, 0.99, 0.01) }),
    ...(stop.length > 0 && { stop_sequences: stop }),
    ...(seed !== null && { seed }),
    ...(tools.length > 0 && { tools: tools.map(toFunction) }),
    ...(tools.length > 0 && toToolChoice(request)),
    ...toFormat(request),
  };
}

/** Cohere cannot require a certain tool. That tool is offered alone, and a call is required. */
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
