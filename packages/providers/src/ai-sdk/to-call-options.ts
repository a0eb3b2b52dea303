import type { LanguageModelV4CallOptions, LanguageModelV4FilePart, LanguageModelV4Message } from '@ai-sdk/provider';
import type { ContentPart, ImageSource, Message } from '../contract/message.ts';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { ToolChoice } from '../contract/tool.ts';
import { guessImageMediaType } from '../http/image-media-type.ts';
import { parseObject } from '../json/read-json-value.ts';

/** Writes a request as the options of `doStream`. What the request leaves open is left out. */
export function toCallOptions(request: ModelRequest, signal: AbortSignal): LanguageModelV4CallOptions {
  const { maxOutputTokens, temperature, topP, stop, seed, tools, toolChoice, traits } = request;
  return {
    prompt: toPrompt(request),
    abortSignal: signal,
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(traits.sampling && temperature !== null && { temperature }),
    ...(traits.sampling && topP !== null && { topP }),
    ...(stop.length > 0 && { stopSequences: [...stop] }),
    ...(seed !== null && { seed }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        name,
        ...(description !== null && { description }),
        inputSchema: parameters,
      })),
    }),
    ...(tools.length > 0 && toolChoice && { toolChoice: toSdkToolChoice(toolChoice) }),
    ...toFormat(request.responseFormat),
  };
}

function toPrompt(request: ModelRequest): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = [];
  for (const message of request.messages) {
    const written = toSdkMessage(message);
    const last = prompt.at(-1);
    // The results of parallel calls belong into one message.
    if (written.role === 'tool' && last?.role === 'tool') last.content.push(...written.content);
    else prompt.push(written);
  }
  if (request.prefill !== null) {
    prompt.push({ role: 'assistant', content: [{ type: 'text', text: request.prefill }] });
  }
  return prompt;
}

function toSdkMessage(message: Message): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: message.parts.map(toPart) };
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...message.toolCalls.map((call) => ({
            type: 'tool-call' as const,
            toolCallId: call.id,
            toolName: call.name,
            input: parseObject(call.arguments) ?? {},
          })),
        ],
      };
    case 'tool': {
      const { toolCallId, toolName, text } = message;
      const output = { type: 'text' as const, value: text };
      return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] };
    }
    default:
      return message satisfies never;
  }
}

function toPart(part: ContentPart): { type: 'text'; text: string } | LanguageModelV4FilePart {
  return part.type === 'text' ? { type: 'text', text: part.text } : toFile(part.image);
}

function toFile(image: ImageSource): LanguageModelV4FilePart {
  if (image.type === 'base64') {
    return { type: 'file', mediaType: image.mediaType, data: { type: 'data', data: image.data } };
  }
  const mediaType = guessImageMediaType(image.url);
  return { type: 'file', mediaType, data: { type: 'url', url: new URL(image.url) } };
}

function toSdkToolChoice(choice: ToolChoice): NonNullable<LanguageModelV4CallOptions['toolChoice']> {
  return choice.type === 'tool' ? { type: 'tool', toolName: choice.name } : choice;
}

function toFormat(format: ResponseFormat): Pick<LanguageModelV4CallOptions, 'responseFormat'> {
  switch (format.type) {
    case 'text':
      return {};
    case 'json':
      return { responseFormat: { type: 'json' } };
    case 'json-schema':
      return { responseFormat: { type: 'json', name: format.name, schema: format.schema } };
    default:
      return format satisfies never;
  }
}
