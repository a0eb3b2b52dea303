import type { LanguageModelV4FilePart, LanguageModelV4Message, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type {
  AssistantPart,
  AudioPart,
  ContentPart,
  FilePart,
  ImagePart,
  Message,
  MessagePart,
  ToolMessage,
  UserMessage,
} from '../contract/message.ts';
import { isCallersOwn, ownState } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import { guessImageMediaType } from '../http/image-media-type.ts';
import { textOfMessage } from '../messages/message-texts.ts';
import { toArgumentsObject } from '../messages/to-function.ts';
import { withFirstQuestion } from '../messages/with-question.ts';
import { type SdkRecipient, toSdkOptions } from './sdk-options.ts';

type SdkContent<Role extends LanguageModelV4Message['role']> = Extract<
  LanguageModelV4Message,
  { role: Role }
>['content'];
type SdkAssistantPart = SdkContent<'assistant'>[number];
type SdkToolPart = Extract<SdkContent<'tool'>[number], { type: 'tool-result' }>;

/**
 * Writes the conversation in the AI SDK's form. Instructions come first, because packages refuse them between other
 * messages. The text to continue is the last message.
 */
export function toPrompt(request: ModelRequest, recipient: SdkRecipient): LanguageModelV4Message[] {
  const prompt: LanguageModelV4Message[] = [];
  for (const message of instructionsFirst(withFirstQuestion(request.messages))) {
    for (const written of toSdkMessages(message, recipient)) {
      const last = prompt.at(-1);
      // The results of parallel calls belong to one message.
      if (written.role === 'tool' && last?.role === 'tool') last.content.push(...written.content);
      else if (written.content.length > 0) prompt.push(written);
    }
  }
  if (request.prefill !== null) {
    prompt.push({ role: 'assistant', content: [{ type: 'text', text: request.prefill }] });
  }
  return prompt;
}

function instructionsFirst(messages: readonly Message[]): readonly Message[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  if (!messages.some(({ role }, index) => role === 'system' && index > first)) return messages;
  return [...messages.filter(({ role }) => role === 'system'), ...messages.filter(({ role }) => role !== 'system')];
}

function toSdkMessages(message: Message, recipient: SdkRecipient): LanguageModelV4Message[] {
  const options = optionsOf(message, recipient);
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.text, ...options }];
    case 'user':
      return toUserMessages(message, recipient);
    case 'assistant':
      return [
        { role: 'assistant', content: message.parts.flatMap((part) => toAnswerPart(part, recipient)), ...options },
      ];
    case 'tool':
      return [{ role: 'tool', content: [toResult(message, recipient)], ...options }];
    default:
      return message satisfies never;
  }
}

/** Bedrock's package reads the cache point of a user's message, not of its parts. So each mark ends a message. */
function toUserMessages(message: UserMessage, recipient: SdkRecipient): LanguageModelV4Message[] {
  const groups: ContentPart[][] = [[]];
  for (const part of message.parts) {
    groups.at(-1)?.push(part);
    if (part.cacheBreakpoint && recipient.takesCachePoints) groups.push([]);
  }
  return groups
    .filter((parts) => parts.length > 0)
    .map((parts) => ({
      role: 'user',
      content: parts.map(({ cacheBreakpoint: _, ...part }) => ({
        ...(part.type === 'text' ? { type: 'text' as const, text: part.text } : toFile(part)),
        ...optionsOf(part, recipient),
      })),
      ...optionsOf({ ...message, cacheBreakpoint: parts.at(-1)?.cacheBreakpoint ?? false }, recipient),
    }));
}

/** Omits empty text without state, and the reasoning of another provider. */
function toAnswerPart(part: AssistantPart, recipient: SdkRecipient): readonly SdkAssistantPart[] {
  const options = optionsOf(part, recipient);
  const isOwn = ownState(part.state, { providerId: recipient.providerId, dialect: 'ai-sdk' }) !== null;
  switch (part.type) {
    case 'text':
      return part.text === '' && !isOwn ? [] : [{ type: 'text', text: part.text, ...options }];
    case 'reasoning':
      return (isCallersOwn(part) && part.text !== '') || isOwn
        ? [{ type: 'reasoning', text: part.text, ...options }]
        : [];
    case 'tool-call': {
      const input = toArgumentsObject(part.arguments);
      return [{ type: 'tool-call', toolCallId: part.id, toolName: part.name, input, ...options }];
    }
    case 'image':
    case 'file':
    case 'audio':
      return [{ ...toFile(part), ...options }];
    default:
      return part satisfies never;
  }
}

function toResult(message: ToolMessage, recipient: SdkRecipient): SdkToolPart {
  const { toolCallId, toolName, parts, isError } = message;
  const cacheBreakpoint = parts.findLast((part) => part.cacheBreakpoint)?.cacheBreakpoint ?? false;
  const options = optionsOf({ cacheBreakpoint }, recipient);
  const result = { type: 'tool-result', toolCallId, toolName, ...options } as const;
  if (parts.every((part) => part.type === 'text')) {
    const value = textOfMessage(message);
    return { ...result, output: { type: isError ? 'error-text' : 'text', value } };
  }
  const value = parts.map(({ cacheBreakpoint: _, ...part }) => ({
    ...(part.type === 'text' ? { type: 'text' as const, text: part.text } : toFile(part)),
    ...optionsOf(part, recipient),
  }));
  const failure = isError ? [{ type: 'text' as const, text: 'The tool failed.' }] : [];
  return { ...result, output: { type: 'content', value: [...failure, ...value] } };
}

function toFile(part: ImagePart | FilePart | AudioPart): LanguageModelV4FilePart {
  if (part.type === 'image') {
    const { image } = part;
    return image.type === 'base64'
      ? { type: 'file', mediaType: image.mediaType, data: { type: 'data', data: image.data } }
      : { type: 'file', mediaType: guessImageMediaType(image.url), data: { type: 'url', url: new URL(image.url) } };
  }
  const { mediaType, source } = part;
  const name = part.type === 'file' && part.name !== null ? { filename: part.name } : {};
  return source.type === 'base64'
    ? { type: 'file', mediaType, data: { type: 'data', data: source.data }, ...name }
    : { type: 'file', mediaType, data: { type: 'url', url: new URL(source.url) }, ...name };
}

function optionsOf(
  item: Pick<MessagePart, 'providerOptions' | 'state' | 'cacheBreakpoint'>,
  recipient: SdkRecipient,
): { providerOptions?: SharedV4ProviderOptions } {
  const providerOptions = toSdkOptions(item.providerOptions, item.state, recipient);
  if (item.cacheBreakpoint && recipient.takesCachePoints) {
    const { optionsName } = recipient;
    const ttl = item.cacheBreakpoint === true ? {} : { ttl: item.cacheBreakpoint.ttl };
    const cachePoint = { type: 'default', ...ttl };
    return {
      providerOptions: { ...providerOptions, [optionsName]: { cachePoint, ...providerOptions?.[optionsName] } },
    };
  }
  return providerOptions === null ? {} : { providerOptions };
}
