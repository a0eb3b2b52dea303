import { z } from 'zod';
import { mostStops } from '../../generation/input/parse-limits.ts';
import { mostTools } from '../../generation/input/parse-tools.ts';
import { anyObject, list, name } from '../bounded.ts';
import { chatMessage } from './chat-message.ts';
import { mostMessages } from './parse-messages.ts';

/** Names in one list of names. */
const mostNames = 100;
/** The digits of a number that is written as a text. */
const mostDigits = 100;

const tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string(),
    description: z.string().nullish(),
    parameters: anyObject.nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().nullish(), schema: anyObject }),
  }),
]);

/** The fields that are Penstock's own, beside OpenAI's. */
const routing = {
  provider: z.string().nullish(),
  preferred_provider: z.string().nullish(),
  preferred_model: z.string().nullish(),
  strategy: name.nullish(),
  chain: z.string().nullish(),
  fallback_models: list(z.string(), mostNames).nullish(),
  enable_fallback: z.boolean().nullish(),
  task_type: z.string().nullish(),
  required_capabilities: list(z.string(), mostNames).nullish(),
  cost_preference: name.nullish(),
  max_latency_ms: z.number().nullish(),
  /** US dollars, also as the text of a decimal number. */
  cost_limit: z
    .union([
      z.number(),
      z
        .string()
        .max(mostDigits)
        .regex(/^\d+(\.\d+)?$/),
    ])
    .nullish(),
  workspace_id: z.string().nullish(),
  execution_id: z.string().nullish(),
  metadata: z.unknown().optional(),
};

/** The body of `/v1/chat/completions`. Fields that are not named here are ignored: clients send many. */
export const chatBody = z.object({
  model: name,
  messages: list(chatMessage, mostMessages),
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
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  // What changes the form of an answer and cannot be had here is refused, not ignored.
  n: z.number().nullish(),
  logprobs: z.boolean().nullish(),
  modalities: list(z.string(), mostNames).nullish(),
  functions: list(z.unknown(), mostTools).nullish(),
  ...routing,
});

export type ChatBody = z.output<typeof chatBody>;
