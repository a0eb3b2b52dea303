import type { Message, ProviderOptions, ResponseFormat } from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseJsonSchema } from '../../generation/input/parse-json-schema.ts';
import { parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { toInputError } from '../describe-issue.ts';
import type { KnownWords } from '../known-names.ts';
import { readCacheMode } from '../read-cache-mode.ts';
import { readCaller, readRouting, type Sender } from '../read-routing.ts';
import { readTemplate } from '../template-use.ts';
import { type MessagesBody, messagesBody } from './messages-body.ts';
import { parseConversation } from './parse-conversation.ts';
import { parseMessageSettings } from './parse-message-settings.ts';
import { parseMessageToolChoice, parseMessageTools } from './parse-message-tools.ts';

/** A parsed body of `/v1/messages`. */
export type ParsedMessages = {
  request: GenerationRequest<ChatCall>;
  isStreamed: boolean;
  /** Whether the client has requested reasoning. */
  showsThoughts: boolean;
};

/**
 * Validates a body and converts it to a request. `betas`: the names in the header `anthropic-beta`. Throws an
 * `InputError` that names the field.
 */
export function parseMessagesRequest(
  body: unknown,
  sender: Sender,
  known: KnownWords,
  betas: readonly string[] = [],
): ParsedMessages {
  refuseThread(body);
  const parsed = messagesBody.safeParse(body, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  const input = parsed.data;
  const isStreamed = input.stream ?? false;
  const request: GenerationRequest<ChatCall> = {
    call: toCall(body as Readonly<Record<string, unknown>>, input, betas),
    routing: readRouting(input, known, sender),
    caller: readCaller(input, sender, body),
    // A restart would void the text that a stream has sent.
    delivery: { mayKeepContent: true, mayRestart: !isStreamed, isDetached: false, ...readCacheMode(input.cache) },
    ...readTemplate(input.template),
  };
  return { request, isStreamed, showsThoughts: input.thinking != null && input.thinking.type !== 'disabled' };
}

/** Anthropic keeps threads under ids of its own messages. After this error its clients continue without a thread. */
function refuseThread(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('thread' in body) || body.thread == null) return;
  const message = 'thread is not supported here: leave it out, and send the whole conversation.';
  const details = { error_code: 'thread_unsupported_request', unsupported: ['thread'] };
  throw new ServiceError('BAD_USER_INPUT', message, { field: 'thread', details });
}

/** The conversation, the tools and the settings of a body. */
function toCall(body: Readonly<Record<string, unknown>>, input: MessagesBody, betas: readonly string[]): ChatCall {
  const parsed = parseMessageTools(input);
  const { toolChoice, isSingle, options } = parseMessageToolChoice(input, parsed);
  const { settings, providerOptions } = parseMessageSettings(body, input, isSingle);
  const own = joinOptions(providerOptions, options);
  return {
    type: 'chat',
    messages: readMessages(input),
    tools: parsed.tools,
    toolChoice,
    ...(parsed.nativeTools.length > 0 && { nativeTools: parsed.nativeTools }),
    responseFormat: readResponseFormat(input),
    temperature: parseNumber(input.temperature, 0, 1, 'temperature'),
    topP: parseNumber(input.top_p, 0, 1, 'top_p'),
    maxOutputTokens: parseNumber(input.max_tokens, 1, Number.MAX_SAFE_INTEGER, 'max_tokens'),
    stop: parseStop(input.stop_sequences ?? [], 'stop_sequences', (index) => `stop_sequences[${index}]`),
    seed: null,
    writtenIn: 'anthropic',
    ...(betas.length > 0 && { betas }),
    ...(settings && { settings }),
    ...(own && { providerOptions: own }),
  };
}

type Options = ChatCall['providerOptions'];

/** Both have only the key of this protocol. */
function joinOptions(left: Options, right: ProviderOptions | null): Options {
  if (left === undefined || right === null) return left ?? right ?? undefined;
  return Object.fromEntries(Object.entries(left).map(([key, members]) => [key, { ...members, ...right[key] }]));
}

/** A body with a template needs no messages. */
function readMessages(input: MessagesBody): readonly Message[] {
  const isBegun = input.template != null;
  if (input.messages == null && !isBegun) {
    throw new InputError('messages', 'is missing: it must be a list, or give a template');
  }
  const messages = parseConversation(input);
  const isSaid = messages.some(({ role }) => role !== 'system');
  if (!isSaid && !isBegun) throw new InputError('messages', 'has no text: give at least one message with a text');
  return messages;
}

function readResponseFormat({ output_config: config, output_format: older }: MessagesBody): ResponseFormat {
  const format = config?.format ?? older;
  if (format == null) return { type: 'text' };
  const path = config?.format == null ? 'output_format' : 'output_config.format';
  return { type: 'json-schema', name: 'response', schema: parseJsonSchema(format.schema, `${path}.schema`) };
}
