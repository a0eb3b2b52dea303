import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';

/**
 * Writes the body of a streamed call of `/api/chat`. Ollama knows no choice of tools: `none` offers none, a name
 * offers that one alone, and a call cannot be enforced.
 *
 * Throws `BadRequestError` for an image by address, which Ollama does not fetch.
 */
export function toOllamaBody(request: ModelRequest, providerId: string): JsonObject {
  const messages = request.messages.map((message) => toOllamaMessage(message, providerId));
  if (request.prefill !== null) messages.push({ role: 'assistant', content: request.prefill });
  const tools = offeredTools(request);
  const options = toOptions(request);
  const format = toFormat(request.responseFormat);
  return {
    model: request.model,
    messages,
    stream: true,
    ...(tools.length > 0 && { tools: tools.map(toOllamaTool) }),
    ...(format !== null && { format }),
    ...(Object.keys(options).length > 0 && { options }),
    // Models that cannot think refuse to be asked.
    ...(request.traits.thinksFirst && { think: true }),
  };
}

function toOllamaMessage(message: Message, providerId: string): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user': {
      const images = message.parts.flatMap((part) => toImage(part, providerId));
      const content = message.parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
      return { role: 'user', content, ...(images.length > 0 && { images }) };
    }
    case 'assistant': {
      const { text, toolCalls } = message;
      const tool_calls = toolCalls.map((call) => ({
        function: { name: call.name, arguments: parseObject(call.arguments) ?? {} },
      }));
      return { role: 'assistant', content: text, ...(tool_calls.length > 0 && { tool_calls }) };
    }
    case 'tool':
      return { role: 'tool', tool_name: message.toolName, content: message.text };
    default:
      return message satisfies never;
  }
}

function toImage(part: ContentPart, providerId: string): readonly string[] {
  if (part.type === 'text') return [];
  if (part.image.type === 'base64') return [part.image.data];
  throw new BadRequestError({
    providerId,
    message: `${providerId} takes images by value only: send '${part.image.url.slice(0, 200)}' as base64.`,
  });
}

function offeredTools({ tools, toolChoice }: ModelRequest): readonly Tool[] {
  if (toolChoice?.type === 'none') return [];
  return toolChoice?.type === 'tool' ? tools.filter((tool) => tool.name === toolChoice.name) : tools;
}

function toOllamaTool(tool: Tool): JsonObject {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description: description ?? '', parameters } };
}

function toOptions({ temperature, topP, maxOutputTokens, stop, seed, traits }: ModelRequest): JsonObject {
  return {
    ...(traits.sampling && temperature !== null && { temperature }),
    ...(traits.sampling && topP !== null && { top_p: topP }),
    ...(maxOutputTokens !== null && { num_predict: maxOutputTokens }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== null && { seed }),
  };
}

function toFormat(format: ResponseFormat): string | JsonObject | null {
  switch (format.type) {
    case 'text':
      return null;
    case 'json':
      return 'json';
    case 'json-schema':
      return format.schema;
    default:
      return format satisfies never;
  }
}
