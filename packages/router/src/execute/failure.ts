import {
  isProviderError,
  isProviderTimeoutError,
  type ProviderErrorKind,
  type TimeoutClock,
} from '@penstock/providers';

/** Characters. */
const longestMessage = 2000;

/** How an attempt failed, with the facts for decisions. */
export type Failure = {
  /** `differs`: its text is not the sent text, which cannot be taken back. */
  kind: ProviderErrorKind | 'differs';
  /** One sentence for operators and callers. */
  message: string;
  /** Milliseconds from the failure. Null if the provider stated none. */
  retryAfterMs: number | null;
  /** The reached timeout. Null for every other failure. */
  clock: TimeoutClock | null;
};

/** Reads an adapter's error. Anything but a `ProviderError` is the adapter's own fault and counts as `protocol`. */
export function failureFrom(error: unknown): Failure {
  if (isProviderError(error)) {
    const clock = isProviderTimeoutError(error) ? error.clock : null;
    return { kind: error.kind, message: shorten(error.message), retryAfterMs: error.retryAfterMs, clock };
  }
  const message = error instanceof Error ? error.message : String(error);
  return failure('protocol', `The adapter failed: ${shorten(message)}`);
}

/** An adapter yielded something that is not a batch. */
export function yieldedNoBatch(modelId: string): Failure {
  return failure('protocol', `The adapter of ${modelId} yielded something that is not a list of events.`);
}

/** A stream that ended without a finish event, and whose adapter threw no error. */
export function cutShort(modelId: string): Failure {
  return failure('stream-cut', `${modelId} ended its answer without a finish event.`);
}

/** An answer that the provider ended for its content. `rawReason`: the provider's word. */
export function contentFiltered(modelId: string, rawReason: string | null): Failure {
  return failure(
    'content-filter',
    `${modelId} cut its answer because of its content (${rawReason ?? 'content-filter'}).`,
  );
}

/** An answer that exceeds the requested limit or the model's own. `mostCharacters`: the limit. */
export function answerTooLong(modelId: string, exceeded: 'attempt' | 'generation', mostCharacters: number): Failure {
  const most = `${Math.max(0, mostCharacters).toLocaleString('en-US')} characters`;
  const bound =
    exceeded === 'attempt'
      ? `than its limit of tokens allows (${most})`
      : `than one generation may send (${most} were left)`;
  return failure('protocol', `${modelId} wrote more ${bound}, so its answer was cut.`);
}

/** An answer without the required tool call. */
export function lacksToolCall(modelId: string): Failure {
  return failure('invalid-response', `${modelId} called no tool, although the request requires a call.`);
}

/** An answer that cannot continue the sent text. */
export function answerDiffers(modelId: string): Failure {
  return failure(
    'differs',
    `${modelId} gave another answer than the text that was already sent, which cannot be taken back.`,
  );
}

/** An adapter may be third-party code: its messages are cut to a length that can be shown. */
function shorten(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}

function failure(kind: Failure['kind'], message: string): Failure {
  return { kind, message, retryAfterMs: null, clock: null };
}
