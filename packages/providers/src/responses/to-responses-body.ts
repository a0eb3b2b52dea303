import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions } from '../json/json-instructions.ts';
import { type JsonObject, readList } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import {
  dropSetting,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
} from '../messages/write-context.ts';
import { isStrictSchema } from '../openai/is-strict-schema.ts';
import { roleOfInstructions, toResponsesInput } from './to-responses-input.ts';
import { toResponsesSettings } from './to-responses-settings.ts';
import { toResponsesTools } from './to-responses-tools.ts';

const honoured = new Set([
  'reasoning',
  'parallelToolCalls',
  'serviceTier',
  'verbosity',
  'logprobs',
  'user',
  'strict',
] as const);

/** Data for the next turn if nothing is stored. */
const encryptedReasoning = 'reasoning.encrypted_content';
const logprobsOfText = 'message.output_text.logprobs';

/**
 * Writes the body of a streamed response. Nothing is stored at the provider unless the operator or the request says so
 * (`store`). The protocol has no `seed`; its reader cuts at stop sequences.
 */
export function toResponsesBody(request: ModelRequest, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'responses', warnings: [] };
  const body = writeBody(request, context);
  warnOfLeftOut(request, context, honoured);
  const whole = withBodyOptions(body, request, context);
  return { body: { ...whole, include: toInclude(whole.include, request) }, warnings: context.warnings };
}

function writeBody(request: ModelRequest, context: WriteContext): JsonObject {
  const { instructions, input } = toResponsesInput(request, context);
  const { temperature, topP } = samplingOf(request, context);
  if (request.seed !== null) dropSetting(context, 'seed');
  return {
    model: request.model,
    ...(instructions !== null && { instructions }),
    input: withJsonMentioned(input, request),
    stream: true,
    store: request.extraBody?.store ?? false,
    ...(request.maxOutputTokens !== null && { max_output_tokens: request.maxOutputTokens }),
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...toResponsesSettings(request, context),
    ...toText(request),
    ...toResponsesTools(request, context),
  };
}

/** OpenAI refuses JSON mode unless its input mentions JSON; instructions do not count. */
function withJsonMentioned(input: readonly JsonObject[], request: ModelRequest): readonly JsonObject[] {
  if (request.responseFormat.type !== 'json' || /json/i.test(JSON.stringify(input))) return input;
  return [{ role: roleOfInstructions(request), content: jsonInstructions }, ...input];
}

function toText(request: ModelRequest): JsonObject {
  const format = toFormat(request);
  const verbosity = request.settings?.verbosity;
  if (format === null && verbosity === undefined) return {};
  return { text: { ...(format !== null && { format }), ...(verbosity !== undefined && { verbosity }) } };
}

function toFormat({ responseFormat }: ModelRequest): JsonObject | null {
  switch (responseFormat.type) {
    case 'text':
      return null;
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      const { name, schema } = responseFormat;
      return { type: 'json_schema', name, schema, ...(isStrictSchema(schema) && { strict: true }) };
    }
    default:
      return responseFormat satisfies never;
  }
}

function toInclude(include: unknown, { settings }: ModelRequest): readonly unknown[] {
  const logprobs = settings?.logprobs === undefined ? [] : [logprobsOfText];
  return [...new Set([...readList(include), ...logprobs, encryptedReasoning])];
}
