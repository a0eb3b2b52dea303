import { z } from 'zod';
import { longestToolCallId, longestToolCallName, mostParts } from '../../generation/input/parse-limits.ts';
import { anyObject, list, name } from '../bounded.ts';

/** The most calls in one message, and the most details of its reasoning. */
const mostToolCalls = 1_024;
const mostDetails = 1_024;
/** The longest text of a time to live, as `1h`, characters. */
const longestTtl = 20;

/** Anthropic's mark of a cache breakpoint, which OpenRouter and others take in this protocol too. */
export const cacheControl = z
  .object({ type: z.string().nullish(), ttl: z.string().max(longestTtl).nullish() })
  .nullish();

const textPart = z.looseObject({ type: z.literal('text'), text: z.string(), cache_control: cacheControl });
const refusalPart = z.looseObject({ type: z.literal('refusal'), refusal: z.string(), cache_control: cacheControl });
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  // OpenAI does not accept a plain string, but some of its clients send one.
  image_url: z.union([z.string(), z.looseObject({ url: z.string(), detail: z.string().nullish() })]),
  cache_control: cacheControl,
});
const filePart = z.looseObject({
  type: z.literal('file'),
  file: z.looseObject({
    file_data: z.string().nullish(),
    filename: z.string().nullish(),
    // A file that was uploaded to OpenAI is known only there.
    file_id: z.string().nullish(),
  }),
  cache_control: cacheControl,
});
const audioPart = z.looseObject({
  type: z.literal('input_audio'),
  input_audio: z.looseObject({ data: z.string(), format: name }),
  cache_control: cacheControl,
});

const texts = z.union([z.string(), list(textPart, mostParts)]);

const calledName = z.string().min(1).max(longestToolCallName);

const toolCall = z.looseObject({
  id: z.string().min(1).max(longestToolCallId),
  type: z.enum(['function', 'custom']).nullish(),
  function: z.object({ name: calledName, arguments: z.unknown().optional() }).optional(),
  custom: z.object({ name: calledName, input: z.string() }).optional(),
  extra_content: anyObject.nullish(),
});

const stateTag = z.object({ provider: name, dialect: name, reasoning_field: name.optional() });

/** A message as OpenAI's clients write it. Other members go to providers of the protocol. */
export const chatMessage = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer']), content: texts, cache_control: cacheControl }),
  z.looseObject({
    role: z.literal('user'),
    content: z.union([
      z.string(),
      list(z.discriminatedUnion('type', [textPart, imagePart, filePart, audioPart]), mostParts),
    ]),
    cache_control: cacheControl,
  }),
  z.looseObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), list(z.discriminatedUnion('type', [textPart, refusalPart]), mostParts)]).nullish(),
    tool_calls: list(toolCall, mostToolCalls).nullish(),
    reasoning_content: z.string().nullish(),
    reasoning: z.string().nullish(),
    reasoning_details: list(anyObject, mostDetails).nullish(),
    extra_content: anyObject.nullish(),
    refusal: z.string().nullish(),
    images: list(imagePart, mostParts).nullish(),
    audio: anyObject.nullish(),
    penstock: stateTag.nullish(),
    cache_control: cacheControl,
  }),
  z.looseObject({
    role: z.literal('tool'),
    tool_call_id: z.string().max(longestToolCallId),
    content: z.union([z.string(), list(z.discriminatedUnion('type', [textPart, imagePart, filePart]), mostParts)]),
    cache_control: cacheControl,
  }),
]);

export type ChatMessage = z.output<typeof chatMessage>;
export type ChatUserPart = Exclude<Extract<ChatMessage, { role: 'user' }>['content'], string>[number];
export type ChatAssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
export type ChatToolMessage = Extract<ChatMessage, { role: 'tool' }>;
export type ChatCacheControl = z.output<typeof cacheControl>;
