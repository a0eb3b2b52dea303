import { z } from 'zod';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });
const imagePart = z.object({
  type: z.literal('image_url'),
  // The plain string is not OpenAI's, but what some of its clients send.
  image_url: z.union([z.string(), z.object({ url: z.string() })]),
});

const texts = z.union([z.string(), z.array(textPart)]);

const toolCall = z.object({
  id: z.string().min(1),
  type: z.literal('function').nullish(),
  function: z.object({ name: z.string().min(1), arguments: z.unknown().optional() }),
});

/** A message as OpenAI's clients write it; what is not named here is ignored. */
export const chatMessage = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: texts }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, imagePart]))]),
  }),
  z.object({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, refusalPart]))]).nullish(),
    tool_calls: z.array(toolCall).nullish(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: texts }),
]);

export type ChatMessage = z.output<typeof chatMessage>;
export type ChatUserPart = Exclude<Extract<ChatMessage, { role: 'user' }>['content'], string>[number];
export type ChatAssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
