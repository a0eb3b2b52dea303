import type { ChatCall } from '@penstock/router';
import { z } from 'zod';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { mostStops, parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { list } from '../bounded.ts';
import { toInputError } from '../describe-issue.ts';
import type { KnownWords } from '../known-names.ts';
import { parseSettings } from '../openai/parse-settings.ts';
import { cacheMember, readCacheMode } from '../read-cache-mode.ts';
import { readCaller, readRouting, routingMembers, type Sender } from '../read-routing.ts';

/** The most prompts of a list. Only one prompt is answered; a list of several is refused by name. */
const mostPrompts = 100;

/** The most alternatives to a token. */
const mostLogprobs = 5;

const completionBody = z.object({
  prompt: z.union([z.string(), list(z.string(), mostPrompts)]),
  max_tokens: z.int().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop: z.union([z.string(), list(z.string(), mostStops)]).nullish(),
  seed: z.int().nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  logprobs: z.int().min(0).max(mostLogprobs).nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  // Unsupported members that change the form of the answer are refused, not ignored.
  n: z.number().nullish(),
  best_of: z.number().nullish(),
  echo: z.boolean().nullish(),
  suffix: z.string().nullish(),
  cache: cacheMember.nullish(),
  ...routingMembers,
});

type CompletionBody = z.output<typeof completionBody>;

/** Members that are not settings. */
const read: ReadonlySet<string> = new Set([...Object.keys(completionBody.shape), 'penstock']);

/** A parsed body of `/v1/completions`. */
export type ParsedCompletion = {
  request: GenerationRequest<ChatCall>;
  isStreamed: boolean;
  includesUsage: boolean;
};

/** Validates a body and converts it to a request. Throws an `InputError` that names the field. */
export function parseCompletion(body: unknown, sender: Sender, known: KnownWords): ParsedCompletion {
  const parsed = completionBody.safeParse(body, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  const input = parsed.data;
  refuseUnsupported(input);
  const isStreamed = input.stream ?? false;
  const stop = typeof input.stop === 'string' ? [input.stop] : (input.stop ?? []);
  const request: GenerationRequest<ChatCall> = {
    call: {
      type: 'chat',
      messages: [{ role: 'user', parts: [{ type: 'text', text: readPrompt(input) }] }],
      tools: [],
      toolChoice: null,
      responseFormat: { type: 'text' },
      temperature: parseNumber(input.temperature, 0, 2, 'temperature'),
      topP: parseNumber(input.top_p, 0, 1, 'top_p'),
      maxOutputTokens: parseNumber(input.max_tokens, 1, Number.MAX_SAFE_INTEGER, 'max_tokens'),
      stop: parseStop(stop, 'stop', (index) => (typeof input.stop === 'string' ? 'stop' : `stop[${index}]`)),
      seed: input.seed ?? null,
      ...parseSettings(asChat(body as JsonObject, input), read),
    },
    routing: readRouting(input, known, sender),
    caller: readCaller(input, sender, body),
    delivery: {
      mayKeepContent: input.store ?? true,
      mayRestart: !isStreamed,
      isDetached: false,
      ...readCacheMode(input.cache),
    },
  };
  return { request, isStreamed, includesUsage: input.stream_options?.include_usage ?? false };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The body with its log probabilities in the form of a chat. */
function asChat(body: JsonObject, { logprobs }: CompletionBody): JsonObject {
  const { logprobs: _, ...others } = body;
  if (logprobs == null) return others;
  return { ...others, logprobs: true, ...(logprobs > 0 && { top_logprobs: logprobs }) };
}

function readPrompt({ prompt }: CompletionBody): string {
  const [text, ...others] = typeof prompt === 'string' ? [prompt] : prompt;
  if (others.length > 0) throw new InputError('prompt', 'may have only one text: send one request for each answer');
  if (text === undefined || text === '') throw new InputError('prompt', 'is empty: give a text');
  return text;
}

function refuseUnsupported({ n, best_of, echo, suffix }: CompletionBody): void {
  if (n != null && n !== 1) throw new InputError('n', `must be 1, not ${n}: send one request for each answer`);
  if (best_of != null && best_of !== 1) throw new InputError('best_of', `must be 1, not ${best_of}`);
  if (echo === true) throw new InputError('echo', 'is not supported here: leave it out, or set it to false');
  if (suffix) throw new InputError('suffix', 'is not supported here: leave it out');
}
