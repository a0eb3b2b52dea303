import type { AnswerUsage } from './answer.ts';

const buckets: Readonly<Record<string, keyof AnswerUsage>> = {
  input: 'inputTokens',
  cached: 'cachedInputTokens',
  'cache write': 'cacheWriteTokens',
  output: 'outputTokens',
  reasoning: 'reasoningTokens',
};

/**
 * The usage that a prompt dictates: `Bill 90000 input, 20000 cached, 0 cache write, 50 output and 20 reasoning tokens.`
 * Omitted buckets are empty. Null if it dictates none.
 */
export function readNamedUsage(prompt: string): AnswerUsage | null {
  const wish = /\bbill (\d[\w, ]{0,200}) tokens\b/i.exec(prompt)?.[1];
  if (wish === undefined) return null;
  const usage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  for (const [, count, name = ''] of wish.matchAll(/(?<!\d)(\d+) (input|cached|cache write|output|reasoning)\b/gi)) {
    const bucket = buckets[name.toLowerCase()];
    if (bucket !== undefined) usage[bucket] = Number(count);
  }
  return usage;
}
