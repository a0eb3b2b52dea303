import { z } from 'zod';
import { mostStops } from '../../generation/input/parse-limits.ts';
import { mostTools } from '../../generation/input/parse-tools.ts';
import { anyObject, list, mostNames, name } from '../bounded.ts';
import { cacheMember } from '../read-cache-mode.ts';
import { routingMembers } from '../read-routing.ts';
import { templateUse } from '../template-use.ts';
import { inputItem, mostItems } from './input-item.ts';

/** The longest description of a format, characters. */
const longestDescription = 4_096;

/** The most alternatives to a token. */
const mostLogprobs = 20;

/** The longest id of a response, characters. */
const longestId = 200;

const toolName = z.object({ type: name.optional(), name: name.optional() });

const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('allowed_tools'), mode: z.enum(['auto', 'required']), tools: list(toolName, mostTools) }),
  toolName,
]);

const textFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    name: z.string().nullish(),
    description: z.string().max(longestDescription).nullish(),
    schema: anyObject,
    strict: z.boolean().nullish(),
  }),
]);

/** The member `prompt`: a stored prompt of OpenAI; here it names a template. */
const promptUse = z.object({
  id: z.string().min(1),
  version: z.union([z.string(), z.int()]).nullish(),
  variables: anyObject.nullish(),
});

/** The body of `/v1/responses`. Other members are dropped with a warning. */
export const responsesBody = z.object({
  input: z.union([z.string(), list(inputItem, mostItems)]).nullish(),
  instructions: z.string().nullish(),
  previous_response_id: z.string().max(longestId).nullish(),
  tools: list(z.looseObject({ type: name }), 4 * mostTools).nullish(),
  tool_choice: toolChoice.nullish(),
  text: z.object({ format: textFormat.nullish(), verbosity: name.nullish() }).nullish(),
  reasoning: z.object({ effort: name.nullish(), summary: name.nullish(), generate_summary: name.nullish() }).nullish(),
  include: list(name, mostNames).nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_output_tokens: z.int().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), list(z.string(), mostStops)]).nullish(),
  service_tier: name.nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_retention: name.nullish(),
  prompt_cache_options: anyObject.nullish(),
  moderation: anyObject.nullish(),
  top_logprobs: z.int().min(0).max(mostLogprobs).nullish(),
  background: z.boolean().nullish(),
  prompt: promptUse.nullish(),
  template: templateUse.nullish(),
  // Refused by name, because it is not supported.
  conversation: z.unknown().optional(),
  cache: cacheMember.nullish(),
  ...routingMembers,
});

export type ResponsesBody = z.output<typeof responsesBody>;

/** A tool as received: its members depend on its type. */
export type ResponsesTool = NonNullable<ResponsesBody['tools']>[number];
