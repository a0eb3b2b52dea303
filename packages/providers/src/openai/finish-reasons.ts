import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    // Together and TGI.
    eos: 'stop',
    eos_token: 'stop',
    stop_token: 'stop',
    completed: 'stop',
    done: 'stop',
    max_length: 'length',
    max_new_tokens: 'length',
    token_limit: 'length',
    stop_sequence: 'stop',
    length: 'length',
    max_tokens: 'length',
    // Mistral: the window is full.
    model_length: 'length',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'content-filter',
    // Zhipu.
    sensitive: 'content-filter',
    // Proxies pass on the words of the dialect behind them: Anthropic, Cohere, Gemini, and the Responses API.
    end_turn: 'stop',
    complete: 'stop',
    max_output_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    tool_call: 'tool-calls',
    safety: 'content-filter',
    recitation: 'content-filter',
    blocklist: 'content-filter',
    prohibited_content: 'content-filter',
    spii: 'content-filter',
    error_toxic: 'content-filter',
  }),
);

/** Finish reasons that mean a failure. */
const failureOf: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({
    // Mistral, OpenRouter.
    error: 'server-error',
    // DeepSeek.
    insufficient_system_resource: 'overloaded',
    // vLLM.
    abort: 'stream-cut',
    // Zhipu.
    network_error: 'stream-cut',
    cancelled: 'stream-cut',
    timeout: 'timeout',
    engine_overloaded: 'overloaded',
  }),
);

/**
 * `calls`: tool calls of the answer. After calls, several servers send `stop` or nothing. Some send `tool_calls` after
 * text only.
 */
export function toFinishReason(rawReason: string | null, calls: number): FinishReason {
  if (rawReason === null && calls > 0) return 'tool-calls';
  const reason = (rawReason !== null && reasonOf.get(rawReason.toLowerCase())) || 'unknown';
  if (reason === 'tool-calls' && calls === 0) return 'stop';
  return reason === 'stop' && calls > 0 ? 'tool-calls' : reason;
}

/** Throws if a finish reason means that the server did not complete its answer. */
export function refuseGivenUp(providerId: string, rawReason: string): void {
  const failure = failureOf.get(rawReason.toLowerCase());
  if (failure === undefined) return;
  throw createProviderError(failure, {
    providerId,
    message: `${providerId} did not complete its answer: its finish reason is '${rawReason}'.`,
    rawCode: rawReason,
  });
}
