import type { TokenUsage } from '@penstock/providers';
import type { Model } from '../catalog/model.ts';
import { countOutputTokens } from './count-input-tokens.ts';

/** Tokens of an attempt whose provider reported none, or an impossible number. */
export type CountedOutput = Pick<TokenUsage, 'outputTokens' | 'reasoningTokens'> & {
  /** Tokens of the prefill. */
  prefillTokens: number;
};

/** Counts a model's output with the tokenizer of its family. */
export function countOutput(
  produced: { answer: string; reasoning: string; prefill: string | null },
  model: Pick<Model, 'name'>,
): CountedOutput {
  return {
    prefillTokens: countOutputTokens(produced.prefill ?? '', model),
    outputTokens: countOutputTokens(produced.answer, model),
    reasoningTokens: countOutputTokens(produced.reasoning, model),
  };
}
