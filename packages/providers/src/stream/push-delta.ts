import type { TokenLogprob } from '../contract/logprobs.ts';
import type { StreamEvent } from '../contract/stream-event.ts';

/**
 * Adds text to a batch. Consecutive text becomes one delta. Empty text adds nothing. `logprobs`: log probabilities of
 * its tokens.
 */
export function pushText(into: StreamEvent[], text: string, logprobs?: readonly TokenLogprob[]): void {
  push(into, 'text-delta', text, logprobs);
}

/** Adds a refusal to a batch in the same way. */
export function pushRefusal(into: StreamEvent[], text: string, logprobs?: readonly TokenLogprob[]): void {
  push(into, 'refusal-delta', text, logprobs);
}

/** Adds reasoning to a batch in the same way. */
export function pushReasoning(into: StreamEvent[], text: string): void {
  if (text === '') return;
  const last = into.at(-1);
  if (last?.type === 'reasoning-delta') last.text += text;
  else into.push({ type: 'reasoning-delta', text });
}

function push(
  into: StreamEvent[],
  type: 'text-delta' | 'refusal-delta',
  text: string,
  logprobs: readonly TokenLogprob[] | undefined,
): void {
  if (text === '') return;
  const last = into.at(-1);
  if (last?.type !== type) into.push(logprobs === undefined ? { type, text } : { type, text, logprobs });
  else {
    last.text += text;
    if (logprobs !== undefined) last.logprobs = [...(last.logprobs ?? []), ...logprobs];
  }
}
