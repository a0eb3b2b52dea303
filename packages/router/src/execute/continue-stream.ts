import type { ModelRequest, PartEvent } from '@penstock/providers';
import type { ExecutionEvent } from './execution-event.ts';

/** A piece of an attempt's answer on its way to the caller. */
export type Delta = PartEvent;

/** `waiting`: more is needed to tell. `open`: all that follows passes. `differs`: it cannot go on from what was sent. */
export type GateState = 'waiting' | 'open' | 'differs';

/** Stands between an attempt that follows a broken one and the caller, until it is clear how the two go together. */
export interface Gate {
  /** Takes the next piece; whatever the caller gets now is added to `out`. */
  accept(delta: Delta, out: ExecutionEvent[]): GateState;
  /** The attempt's answer is whole, while the gate was waiting. */
  finish(out: ExecutionEvent[]): GateState;
}

/**
 * What a continuing attempt is asked: the same, with the text so far as the beginning of its answer. White space at
 * its end is left out, since some providers refuse a prefill that ends in it. Null where nothing is left to begin with.
 */
export function withPrefill(request: ModelRequest, sentText: string): ModelRequest | null {
  const prefill = sentText.trimEnd();
  if (prefill === '') return null;
  // What was sent counts towards the limits; four characters make a token, roughly, in every tokenizer.
  const sentTokens = Math.ceil(sentText.length / 4);
  const left = (tokens: number): number => Math.max(1, tokens - sentTokens);
  const { maxOutputTokens, traits } = request;
  return {
    ...request,
    prefill,
    maxOutputTokens: maxOutputTokens === null ? null : left(maxOutputTokens),
    traits: { ...traits, fallbackMaxOutputTokens: left(traits.fallbackMaxOutputTokens) },
  };
}

/** Lets everything pass, after word that the answer starts over. */
export function restartGate(modelId: string): Gate {
  return {
    accept(delta, out) {
      out.push({ type: 'restarted', modelId }, delta);
      return 'open';
    },
    finish(out) {
      out.push({ type: 'restarted', modelId });
      return 'open';
    },
  };
}

/** For an attempt that was given the text so far: drops the white space that the prefill left out, where it repeats it. */
export function prefillGate(modelId: string, sentText: string): Gate {
  let expected = sentText.slice(sentText.trimEnd().length);
  let hasBegun = false;
  const begin = (out: ExecutionEvent[]): void => {
    if (!hasBegun) out.push({ type: 'continued', modelId });
    hasBegun = true;
  };
  return {
    accept(delta, out) {
      begin(out);
      if (isBesideText(delta)) {
        out.push(delta);
        return 'waiting';
      }
      if (delta.type !== 'text-delta') {
        out.push(delta);
        return 'open';
      }
      const repeated = repeatedLength(delta.text, expected);
      expected = expected.slice(repeated);
      if (repeated < delta.text.length) out.push({ type: 'text-delta', text: delta.text.slice(repeated) });
      return repeated < delta.text.length || expected === '' ? 'open' : 'waiting';
    },
    finish(out) {
      begin(out);
      return 'open';
    },
  };
}

/**
 * For an attempt that answers from the start: holds its text back while it equals what was sent. Once it has repeated
 * all of that, the stream goes on where it broke; when it says something else, the answer starts over, or, where
 * nothing can be taken back, the attempt is of no use.
 */
export function spliceGate(modelId: string, sentText: string, mayRestart: boolean): Gate {
  const held: Delta[] = [];
  let matched = 0;

  const differ = (out: ExecutionEvent[]): GateState => {
    if (!mayRestart) return 'differs';
    out.push({ type: 'restarted', modelId }, ...held);
    return 'open';
  };
  const goOn = (out: ExecutionEvent[], rest: string): GateState => {
    out.push({ type: 'continued', modelId });
    for (const delta of held) if (delta.type === 'reasoning-delta' || delta.type === 'reasoning-end') out.push(delta);
    if (rest !== '') out.push({ type: 'text-delta', text: rest });
    return 'open';
  };

  return {
    accept(delta, out) {
      if (delta.type !== 'text-delta') {
        held.push(delta);
        return isBesideText(delta) ? 'waiting' : differ(out);
      }
      const repeated = repeatedLength(delta.text, sentText, matched);
      matched += repeated;
      if (matched === sentText.length) return goOn(out, delta.text.slice(repeated));
      held.push(delta);
      return repeated === delta.text.length ? 'waiting' : differ(out);
    },
    finish(out) {
      return matched === sentText.length ? goOn(out, '') : differ(out);
    },
  };
}

/** What leaves it open how two texts go together. */
function isBesideText({ type }: Delta): boolean {
  return type === 'reasoning-delta' || type === 'reasoning-end' || type === 'text-end';
}

/** How many characters at the beginning of `text` equal those of `expected` from `from` on. */
function repeatedLength(text: string, expected: string, from = 0): number {
  const longest = Math.min(text.length, expected.length - from);
  if (expected.startsWith(text.slice(0, longest), from)) return longest;
  let length = 0;
  while (length < longest && text.charCodeAt(length) === expected.charCodeAt(from + length)) length += 1;
  return length;
}
