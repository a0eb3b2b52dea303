import { z } from 'zod';
import { chatMessage } from './chat-message.ts';

const tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().nullish(), schema: z.record(z.string(), z.unknown()) }),
  }),
]);

/** The fields that are Penstock's own, beside OpenAI's. */
const routing = {
  provider: z.string().nullish(),
  preferred_provider: z.string().nullish(),
  preferred_model: z.string().nullish(),
  strategy: z.string().nullish(),
  chain: z.string().nullish(),
  fallback_models: z.array(z.string()).nullish(),
  enable_fallback: z.boolean().nullish(),
  task_type: z.string().nullish(),
  required_capabilities: z.array(z.string()).nullish(),
  cost_preference: z.string().nullish(),
  max_latency_ms: z.number().nullish(),
  /** US dollars, also as the text of a decimal number. */
  cost_limit: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).nullish(),
  workspace_id: z.string().nullish(),
  execution_id: z.string().nullish(),
  metadata: z.unknown().optional(),
};

/** The body of `/v1/chat/completions`. Fields that are not named here are ignored: clients send many. */
export const chatBody = z.object({
  model: z.string(),
  messages: z.array(chatMessage),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  response_format: responseFormat.nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  max_tokens: z.int().nullish(),
  max_completion_tokens: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.int().nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  // What changes the form of an answer and cannot be had here is refused, not ignored.
  n: z.number().nullish(),
  logprobs: z.boolean().nullish(),
  modalities: z.array(z.string()).nullish(),
  functions: z.array(z.unknown()).nullish(),
  ...routing,
});

export type ChatBody = z.output<typeof chatBody>;
