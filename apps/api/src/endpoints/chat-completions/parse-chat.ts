import type { Message, ResponseFormat } from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseJsonSchema, parseSchemaName } from '../../generation/input/parse-json-schema.ts';
import { parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { toInputError } from '../describe-issue.ts';
import type { KnownWords } from '../known-names.ts';
import { parseSettings } from '../openai/parse-settings.ts';
import { readCacheMode } from '../read-cache-mode.ts';
import { readCaller, readRouting, type Sender } from '../read-routing.ts';
import { readTemplate } from '../template-use.ts';
import { type ChatBody, chatBody } from './chat-body.ts';
import { readToolChoice, readTools } from './parse-chat-tools.ts';
import { parseMessages } from './parse-messages.ts';
import { toPresentForm } from './present-form.ts';

/** Members that are not settings. */
const read: ReadonlySet<string> = new Set([...Object.keys(chatBody.shape), 'penstock', 'functions', 'function_call']);

/** A parsed body of `/v1/chat/completions`. */
export type ParsedChat = {
  request: GenerationRequest<ChatCall>;
  isStreamed: boolean;
  includesUsage: boolean;
  /** Whether calls are sent back as `function_call`. */
  usesFunctions: boolean;
};

/** Validates a body and converts it to a request. Throws an `InputError` that names the field. */
export function parseChat(body: unknown, sender: Sender, known: KnownWords): ParsedChat {
  const { body: present, usesFunctions } = toPresentForm(body);
  const parsed = chatBody.safeParse(present, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  const input = parsed.data;
  refuseUnsupported(input);
  const isStreamed = input.stream ?? false;
  const tools = readTools(input);
  const request: GenerationRequest<ChatCall> = {
    call: {
      type: 'chat',
      messages: readMessages(input),
      tools,
      toolChoice: readToolChoice(input, tools),
      responseFormat: readResponseFormat(input),
      ...readSampling(input),
      ...parseSettings(body as Readonly<Record<string, unknown>>, read),
    },
    routing: readRouting(input, known, sender),
    caller: readCaller(input, sender, body),
    delivery: {
      mayKeepContent: input.store ?? true,
      // A restart would void the text that a stream has sent.
      mayRestart: !isStreamed,
      isDetached: false,
      ...readCacheMode(input.cache),
    },
    ...readTemplate(input.template),
  };
  return { request, isStreamed, includesUsage: input.stream_options?.include_usage ?? false, usesFunctions };
}

/** A body with a template needs no messages. */
function readMessages({ messages, template }: ChatBody): readonly Message[] {
  const isBegun = template != null;
  if (messages != null) return isBegun && messages.length === 0 ? [] : parseMessages(messages);
  if (isBegun) return [];
  throw new InputError('messages', 'is missing: it must be a list, or give a template');
}

function refuseUnsupported({ n }: ChatBody): void {
  if (n != null && n !== 1) throw new InputError('n', `must be 1, not ${n}: send one request for each answer`);
}

function readResponseFormat({ response_format: format }: ChatBody): ResponseFormat {
  if (format == null || format.type === 'text') return { type: 'text' };
  if (format.type === 'json_object') return { type: 'json' };
  const path = 'response_format.json_schema';
  return {
    type: 'json-schema',
    name: parseSchemaName(format.json_schema.name ?? 'response', `${path}.name`),
    schema: parseJsonSchema(format.json_schema.schema, `${path}.schema`),
    ...(format.json_schema.description != null && { description: format.json_schema.description }),
    ...(format.json_schema.strict != null && { strict: format.json_schema.strict }),
  };
}

function readSampling(input: ChatBody) {
  const isNewer = input.max_completion_tokens != null;
  const stop = typeof input.stop === 'string' ? [input.stop] : (input.stop ?? []);
  return {
    temperature: parseNumber(input.temperature, 0, 2, 'temperature'),
    topP: parseNumber(input.top_p, 0, 1, 'top_p'),
    maxOutputTokens: parseNumber(
      isNewer ? input.max_completion_tokens : input.max_tokens,
      1,
      Number.MAX_SAFE_INTEGER,
      isNewer ? 'max_completion_tokens' : 'max_tokens',
    ),
    stop: parseStop(stop, 'stop', (index) => (typeof input.stop === 'string' ? 'stop' : `stop[${index}]`)),
    seed: input.seed ?? null,
  };
}
