import {
  type Message,
  type ProviderOptions,
  type RequestSettings,
  type ResponseFormat,
  reasoningEfforts,
  unreadMembers,
  unreadOfResponses,
} from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseJsonSchema, parseSchemaName } from '../../generation/input/parse-json-schema.ts';
import { parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { parseUnread } from '../../generation/input/parse-provider-members.ts';
import { sessionKeyOf } from '../../generation/session-pins/session-key.ts';
import { hasBytes } from '../../generation/without-image-bytes.ts';
import { toInputError } from '../describe-issue.ts';
import type { KnownWords } from '../known-names.ts';
import { readCacheMode } from '../read-cache-mode.ts';
import { readCaller, readRouting, type Sender } from '../read-routing.ts';
import { parseInput } from './parse-input.ts';
import { isNativeChoice, readToolChoice, readTools } from './parse-tools.ts';
import { readPrompt } from './read-prompt.ts';
import type { References } from './references.ts';
import type { RequestEcho, RequestWarning } from './request-echo.ts';
import { type ResponsesBody, responsesBody } from './responses-body.ts';

/** The most warnings of one request. */
const mostWarnings = 100;

/** A parsed body of `/v1/responses`. */
export type ParsedResponses = { request: GenerationRequest<ChatCall>; isStreamed: boolean; echo: RequestEcho };

/** Checks the form of a body. Throws an `InputError` that names the field. */
export function checkBody(body: unknown): ResponsesBody {
  const parsed = responsesBody.safeParse(body, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  refuseUnsupported(parsed.data);
  return parsed.data;
}

/**
 * Converts a body to a request. `members`: the body as received. `isOnResponses`: whether Penstock calls its model by
 * this protocol. Throws an `InputError` that names the field.
 */
export function parseResponses(
  input: ResponsesBody,
  members: unknown,
  references: References,
  sender: Sender,
  { known, isOnResponses }: { known: KnownWords; isOnResponses: boolean },
): ParsedResponses {
  const warnings: RequestWarning[] = unknownMembers(members as Readonly<Record<string, unknown>>);
  const warn = (warning: RequestWarning): void => {
    if (warnings.length < mostWarnings) warnings.push(warning);
  };
  const read = readTools(input.tools ?? [], isOnResponses, warn);
  const { tools, nativeTools } = read;
  const isInBackground = input.background === true;
  const passesChoice = isNativeChoice(input.tool_choice, read);
  const own: readonly Message[] = input.instructions ? [{ role: 'system', text: input.instructions }] : [];
  const before = references.previous?.messages ?? [];
  const messages = [
    ...own,
    ...before,
    ...readInput(input, { before, findPart: references.findPart, isOnResponses, warn }),
  ];
  if (input.store !== false && messages.some(hasBytes)) warn(notContinued);
  const template = readPrompt(input);
  if (messages.length === own.length && template.template === undefined)
    throw new InputError('input', 'has no text: give at least one item with a text');
  const request: GenerationRequest<ChatCall> = {
    call: {
      type: 'chat',
      messages,
      tools,
      ...(nativeTools.length > 0 && { nativeTools }),
      toolChoice: passesChoice ? null : readToolChoice(input.tool_choice, tools),
      responseFormat: readFormat(input),
      ...readSampling(input),
      ...readSettings(input, members as Readonly<Record<string, unknown>>, passesChoice),
    },
    routing: readRouting(input, known, sender),
    caller: readCaller(input, sender, members),
    delivery: {
      mayKeepContent: input.store ?? true,
      // A restart would void the text that a stream has sent. A response in the background may be streamed at any time.
      mayRestart: input.stream !== true && !isInBackground,
      isDetached: isInBackground,
      ...readCacheMode(input.cache),
    },
    ...template,
    thread: {
      previousId: references.previous?.generationId ?? null,
      ownMessages: own.length,
      ...(references.previous?.session != null && { session: references.previous.session }),
    },
  };
  const echo: RequestEcho = {
    store: input.store ?? true,
    truncation: input.truncation ?? 'disabled',
    summary: input.reasoning?.summary ?? null,
    topLogprobs: input.top_logprobs ?? 0,
    promptCacheKey: input.prompt_cache_key ?? null,
    safetyIdentifier: input.safety_identifier ?? null,
    warnings,
  };
  return { request: rememberSession(request), isStreamed: input.stream === true, echo };
}

const notContinued: RequestWarning = {
  code: 'DROPPED',
  path: 'store',
  message: 'Images and files by value are not stored: this response cannot be continued by its id.',
};

/** Stores the session for the response that continues it, whose own session may differ or be missing. */
function rememberSession(request: GenerationRequest<ChatCall>): GenerationRequest<ChatCall> {
  const session = sessionKeyOf(request);
  const { thread } = request;
  return session === null || thread === undefined ? request : { ...request, thread: { ...thread, session } };
}

function readInput({ input }: ResponsesBody, tools: Parameters<typeof parseInput>[1]): readonly Message[] {
  if (input == null) return [];
  if (typeof input === 'string') return input === '' ? [] : [{ role: 'user', parts: [{ type: 'text', text: input }] }];
  return parseInput(input, tools);
}

const notHere = 'is not supported here: leave it out';

function refuseUnsupported(input: ResponsesBody): void {
  if (input.background === true && input.store === false) {
    throw new InputError('background', 'needs a stored response: leave store out, or set it to true');
  }
  if (input.conversation != null) throw new InputError('conversation', `${notHere}, and send previous_response_id`);
}

/** Members that are read from the body as received, or that do not matter to a model. */
const readElsewhere: ReadonlySet<string> = new Set([
  ...Object.keys(responsesBody.shape),
  'penstock',
  'stream_options',
  'client_metadata',
  'max_tool_calls',
]);

function unknownMembers(body: Readonly<Record<string, unknown>>): RequestWarning[] {
  const unknown = Object.keys(body).filter((member) => !readElsewhere.has(member) && body[member] != null);
  return unknown.slice(0, mostWarnings).map((member) => {
    const name = member.slice(0, 80);
    return { code: 'DROPPED', path: name, message: `'${name}' was left out: this endpoint does not have it.` };
  });
}

function readFormat({ text }: ResponsesBody): ResponseFormat {
  const format = text?.format;
  if (format == null || format.type === 'text') return { type: 'text' };
  if (format.type === 'json_object') return { type: 'json' };
  return {
    type: 'json-schema',
    name: parseSchemaName(format.name ?? 'response', 'text.format.name'),
    schema: parseJsonSchema(format.schema, 'text.format.schema'),
    ...(format.description != null && { description: format.description }),
    ...(format.strict != null && { strict: format.strict }),
  };
}

function readSampling(input: ResponsesBody) {
  const stop = typeof input.stop === 'string' ? [input.stop] : (input.stop ?? []);
  return {
    temperature: parseNumber(input.temperature, 0, 2, 'temperature'),
    topP: parseNumber(input.top_p, 0, 1, 'top_p'),
    maxOutputTokens: parseNumber(input.max_output_tokens, 1, Number.MAX_SAFE_INTEGER, 'max_output_tokens'),
    stop: parseStop(stop, 'stop', (index) => (typeof input.stop === 'string' ? 'stop' : `stop[${index}]`)),
    seed: input.seed ?? null,
  };
}

/** Members that have the same names in chats. */
const sameInChats = [
  ...(['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options'] as const),
  ...(['safety_identifier', 'moderation'] as const),
] as const;

/**
 * Settings, and members that only providers of OpenAI's protocols get. `passesChoice`: whether they get the tool choice
 * unchanged.
 */
function readSettings(
  input: ResponsesBody,
  members: Readonly<Record<string, unknown>>,
  passesChoice: boolean,
): { settings?: RequestSettings; providerOptions?: ProviderOptions } {
  const { top_logprobs, include } = input;
  const wantsLogprobs = Boolean(top_logprobs) || include?.includes('message.output_text.logprobs') === true;
  const settings: RequestSettings = {
    ...readReasoning(input),
    ...(input.parallel_tool_calls != null && { parallelToolCalls: input.parallel_tool_calls }),
    ...(input.service_tier != null && { serviceTier: input.service_tier }),
    ...(input.text?.verbosity != null && { verbosity: input.text.verbosity }),
    ...(input.user != null && { user: input.user }),
    ...(wantsLogprobs && { logprobs: top_logprobs ?? 0 }),
  };
  const same = Object.fromEntries(sameInChats.flatMap((name) => (input[name] == null ? [] : [[name, input[name]]])));
  const own = { ...ownMembers(input, members), ...(passesChoice && { tool_choice: members.tool_choice }) };
  const providerOptions: ProviderOptions = {
    ...(Object.keys(same).length > 0 && { [unreadMembers]: parseUnread(same, 'the body beyond its input') }),
    ...(Object.keys(own).length > 0 && { [unreadOfResponses]: parseUnread(own, 'the body beyond its input') }),
  };
  return {
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(Object.keys(providerOptions).length > 0 && { providerOptions }),
  };
}

/** Members that only this protocol has: details of common members, and members that Penstock does not use. */
function ownMembers(
  { text, include, truncation, metadata }: ResponsesBody,
  { max_tool_calls, prompt_cache_retention }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { strict, description } = text?.format?.type === 'json_schema' ? text.format : {};
  const format = { ...(strict != null && { strict }), ...(description != null && { description }) };
  return {
    ...(Object.keys(format).length > 0 && { text: { format } }),
    ...(include != null && include.length > 0 && { include }),
    ...(truncation != null && { truncation }),
    ...(max_tool_calls != null && { max_tool_calls }),
    ...(prompt_cache_retention != null && { prompt_cache_retention }),
    ...(hasTextsAlone(metadata) && { metadata }),
  };
}

/** OpenAI's `metadata` has only texts; other values stay in Penstock. */
function hasTextsAlone(metadata: unknown): metadata is Readonly<Record<string, string>> {
  const values = typeof metadata === 'object' && metadata !== null ? Object.values(metadata) : [];
  return values.length > 0 && values.every((one) => typeof one === 'string');
}

function readReasoning({ reasoning }: ResponsesBody): Pick<RequestSettings, 'reasoning'> {
  if (reasoning == null) return {};
  const { effort, summary, generate_summary } = reasoning;
  const known = reasoningEfforts.find((one) => one === effort);
  if (effort != null && known === undefined) {
    throw new InputError(
      'reasoning.effort',
      `must be one of ${reasoningEfforts.join(', ')}, not '${effort.slice(0, 80)}'`,
    );
  }
  const shown = summary ?? generate_summary;
  if (known === undefined && shown == null) return {};
  const isForm = shown != null && shown !== 'none' && shown !== 'auto';
  return {
    reasoning: {
      ...(known && { effort: known }),
      ...(shown != null && { summary: shown !== 'none' }),
      ...(isForm && { summaryForm: shown }),
    },
  };
}
