import { z } from 'zod';
import { extraBody } from './extra-body.ts';

/** The wire protocols that a provider may have. */
export const dialects = ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'] as const;

/** OpenAI's two protocols for answers. */
export const apis = ['chat_completions', 'responses'] as const;

const milliseconds = z.int().positive();

const contextTokens = z.int().min(256);

const timeoutsEntry = z
  .strictObject({
    connect_ms: milliseconds.optional().describe('Until the connection is open. Default 3000.'),
    first_token_ms: milliseconds
      .optional()
      .describe(
        'From the request to the first token. Default 10000; 300000 for local providers, which may load a model.',
      ),
    thinking_first_token_ms: milliseconds
      .optional()
      .describe('The same for models that reason before they answer. Default 120000; 300000 for local providers.'),
    idle_ms: milliseconds.optional().describe('Between two tokens. Default 15000.'),
    alive_ms: milliseconds
      .optional()
      .describe('Time without content while pings show that the connection lives. Default 300000.'),
    total_ms: milliseconds.optional().describe('The whole attempt. Default 600000.'),
  })
  .describe('The timeouts of one attempt, milliseconds.');

const retryEntry = z
  .strictObject({
    attempts: z.int().min(1).max(10).optional().describe('Total number of calls, the first included. Default 3.'),
    base_ms: milliseconds
      .optional()
      .describe('Pause before the second call; doubles with each further call. Default 250.'),
    max_ms: milliseconds.optional().describe('The longest pause. Default 4000.'),
    wait_for_retry_after_ms: z
      .int()
      .min(0)
      .max(60_000)
      .optional()
      .describe('The longest Retry-After to wait for while there are other models. Default 1000.'),
  })
  .describe('How often the same model is called again within one generation.');

/** One provider, in the file's form. */
export const providerEntry = z.strictObject({
  vendor: z
    .string()
    .min(1)
    .optional()
    .describe('Take over the address, dialect and environment variables of this built-in provider.'),
  display_name: z.string().min(1).optional().describe('Its display name.'),
  dialect: z.enum(dialects).optional().describe('The wire protocol that it speaks.'),
  api: z
    .enum(apis)
    .optional()
    .describe(
      'The protocol for its models, if it has both of OpenAI’s protocols; a model may override it. The openai dialect only. Default chat_completions.',
    ),
  base_url: z
    .url({ protocol: /^https?$/ })
    .nullish()
    .describe('Its address, as http://10.0.0.5:8000/v1.'),
  api_key: z.string().nullish().describe('Better set by an environment variable.'),
  local: z.boolean().optional().describe('Runs on your own machines: free unless priced, and first for local_first.'),
  sandbox: z.boolean().optional().describe('Answered by the simulator within the service.'),
  unstreamed: z
    .boolean()
    .optional()
    .describe('Never requests a stream; its answers come as one document. Default false.'),
  stream_options: z
    .boolean()
    .optional()
    .describe('False if it refuses `stream_options`, which request the usage. The openai dialect only. Default true.'),
  headers: z.record(z.string(), z.string()).optional().describe('Sent with every call.'),
  organization: z.string().nullish().describe('OpenAI only.'),
  api_version: z.string().nullish().describe('Azure OpenAI only.'),
  region: z.string().nullish().describe('Bedrock and Vertex only.'),
  extra: z.record(z.string(), z.string()).optional().describe('Other settings that only this provider has.'),
  extra_body: extraBody.optional(),
  prefer_stated_cost: z
    .boolean()
    .optional()
    .describe(
      'Whether a cost in its answers counts before any price (true), or only without a price (false). Default: before the price list for perplexity, openrouter and xai, else false.',
    ),
  fetch_images: z
    .boolean()
    .optional()
    .describe(
      'Whether Penstock fetches images by address and sends them by value. Default: true for Ollama, LM Studio and Bedrock, which accept no address, else false.',
    ),
  num_ctx: contextTokens
    .optional()
    .describe('Ollama only: the window of every request. Default: as large as prompt and answer need.'),
  max_num_ctx: contextTokens
    .optional()
    .describe("Ollama only: every request gets the model's window, up to this limit. Tokens."),
  timeouts: timeoutsEntry.optional(),
  retry: retryEntry.optional(),
  max_connections: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('The maximum number of sockets to it. Default 4,096.'),
});

export type ProviderEntry = z.infer<typeof providerEntry>;
