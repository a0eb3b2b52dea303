import { z } from 'zod';
import { mostParts, mostStops } from '../../generation/input/parse-limits.ts';
import { anyObject, list, name } from '../bounded.ts';
import { cacheMember } from '../read-cache-mode.ts';
import { routingMembers } from '../read-routing.ts';
import { templateUse } from '../template-use.ts';

/** The most messages of one conversation. An agent sends one or two for each of its steps. */
const mostMessages = 10_000;

/** The most tools of one request. Programs with many tool servers send hundreds. */
export const mostMessageTools = 512;

/** The longest text of a time to live, as `1h`, characters. */
const longestTtl = 20;

const cacheControl = z.looseObject({ type: name.nullish(), ttl: z.string().max(longestTtl).nullish() }).nullish();

/** A block of content. The code that reads its members also checks its type. */
const block = z.looseObject({ type: name, cache_control: cacheControl });

const content = z.union([z.string(), list(block, mostParts)]);

const systemBlock = z.looseObject({ type: z.literal('text'), text: z.string(), cache_control: cacheControl });

const tool = z.looseObject({
  type: name.nullish(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  input_schema: anyObject.nullish(),
  strict: z.boolean().nullish(),
  cache_control: cacheControl,
});

const toolChoice = z.looseObject({
  type: z.enum(['auto', 'any', 'tool', 'none']),
  name: z.string().nullish(),
  disable_parallel_tool_use: z.boolean().nullish(),
});

const outputFormat = z.looseObject({ type: z.literal('json_schema'), schema: anyObject });

/** The body of `/v1/messages`. Other members go to providers of the protocol unread. */
export const messagesBody = z.object({
  messages: list(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content }), mostMessages).nullish(),
  template: templateUse.nullish(),
  system: z.union([z.string(), list(systemBlock, mostParts)]).nullish(),
  max_tokens: z.int().nullish(),
  tools: list(tool, mostMessageTools).nullish(),
  tool_choice: toolChoice.nullish(),
  stop_sequences: list(z.string(), mostStops).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  stream: z.boolean().nullish(),
  thinking: z.looseObject({ type: name, budget_tokens: z.int().nullish(), display: name.nullish() }).nullish(),
  output_config: z.looseObject({ effort: name.nullish(), format: outputFormat.nullish() }).nullish(),
  output_format: outputFormat.nullish(),
  service_tier: name.nullish(),
  cache: cacheMember.nullish(),
  ...routingMembers,
});

export type MessagesBody = z.output<typeof messagesBody>;
export type Block = z.output<typeof block>;
export type MessageInput = NonNullable<MessagesBody['messages']>[number];
export type CacheControl = z.output<typeof cacheControl>;
