import { z } from 'zod';
import { longestToolCallId, longestToolCallName, mostParts } from '../../generation/input/parse-limits.ts';
import { list } from '../bounded.ts';

/** Calls of one message. */
const mostToolCalls = 1_024;

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });
const imagePart = z.object({
  type: z.literal('image_url'),
  // The plain string is not OpenAI's, but what some of its clients send.
  image_url: z.union([z.string(), z.object({ url: z.string() })]),
});

const texts = z.union([z.string(), list(textPart, mostParts)]);

const toolCall = z.object({
  id: z.string().min(1).max(longestToolCallId),
  type: z.literal('function').nullish(),
  function: z.object({ name: z.string().min(1).max(longestToolCallName), arguments: z.unknown().optional() }),
});

/** A message as OpenAI's clients write it; what is not named here is ignored. */
export const chatMessage = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: texts }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), list(z.discriminatedUnion('type', [textPart, imagePart]), mostParts)]),
  }),
  z.object({
    role: z.literal('assistant'),
    content: z.union([z.string(), list(z.discriminatedUnion('type', [textPart, refusalPart]), mostParts)]).nullish(),
    tool_calls: list(toolCall, mostToolCalls).nullish(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string().max(longestToolCallId), content: texts }),
]);

export type ChatMessage = z.output<typeof chatMessage>;
export type ChatUserPart = Exclude<Extract<ChatMessage, { role: 'user' }>['content'], string>[number];
export type ChatAssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
