import { z } from 'zod';
import { mostStops } from '../../generation/input/parse-limits.ts';
import { mostTools } from '../../generation/input/parse-tools.ts';
import { anyObject, list, name } from '../bounded.ts';
import { cacheMember } from '../read-cache-mode.ts';
import { routingMembers } from '../read-routing.ts';
import { templateUse } from '../template-use.ts';
import { cacheControl, chatMessage } from './chat-message.ts';
import { mostMessages } from './parse-messages.ts';

const functionTool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    parameters: anyObject.nullish(),
    strict: z.boolean().nullish(),
  }),
  cache_control: cacheControl,
});

const customTool = z.looseObject({
  type: z.literal('custom'),
  custom: z.looseObject({ name: z.string(), description: z.string().nullish(), format: anyObject.nullish() }),
  cache_control: cacheControl,
});

const tool = z.discriminatedUnion('type', [functionTool, customTool]);
const named = z.object({ name });

const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('function'), function: named }),
  z.object({ type: z.literal('custom'), custom: named }),
  z.object({
    type: z.literal('allowed_tools'),
    allowed_tools: z.object({
      mode: z.enum(['auto', 'required']),
      tools: list(z.object({ function: named.optional(), custom: named.optional(), name: name.optional() }), mostTools),
    }),
  }),
]);

/** The longest description of a format, characters. */
const longestDescription = 4_096;

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().nullish(),
      description: z.string().max(longestDescription).nullish(),
      schema: anyObject,
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** The body of `/v1/chat/completions`. Other members are settings, or go to providers unread. */
export const chatBody = z.object({
  messages: list(chatMessage, mostMessages).nullish(),
  template: templateUse.nullish(),
  tools: list(tool, mostTools).nullish(),
  tool_choice: toolChoice.nullish(),
  response_format: responseFormat.nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  max_tokens: z.int().nullish(),
  max_completion_tokens: z.int().nullish(),
  stop: z.union([z.string(), list(z.string(), mostStops)]).nullish(),
  seed: z.int().nullish(),
  store: z.boolean().nullish(),
  cache: cacheMember.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  // Only one answer is supported; a higher number is refused, not ignored.
  n: z.number().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).nullish(),
  ...routingMembers,
});

export type ChatBody = z.output<typeof chatBody>;
