import type { AnswerUsage } from './answer.ts';
import type { Question } from './question.ts';
import { hashText } from './random.ts';
import { countTokens } from './tokens.ts';

/** Shorter prompts are never cached, as with most providers. Tokens. */
const smallestPrompt = 1_024;
const blockCharacters = 4_096;
const blocksKept = 10_000;

/** The billed tokens of an image of any size. */
const tokensPerImage = 85;
/** Role and separators of a message, and the start of the answer, as OpenAI bills them. */
const tokensPerMessage = 4;
const tokensBeforeAnswer = 3;

type InputUsage = Pick<AnswerUsage, 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens'>;

/** How long a beginning is kept after its last use, milliseconds. */
const defaultTtlMs = 300_000;

/**
 * Remembers the beginnings of long prompts, in blocks, per model and account, for a limited time. Returns the share of
 * a prompt that is known.
 */
export class PromptCache {
  /** When each block expires, epoch milliseconds, in the order of the last use. */
  readonly #blocks = new Map<string, number>();
  readonly #ttlMs: number;

  constructor(ttlMs: number = defaultTtlMs) {
    this.#ttlMs = ttlMs;
  }

  /** `account`: the owner of the cache, as the key of the request. */
  split(question: Question, tokens: number, account = ''): InputUsage {
    if (tokens < smallestPrompt || question.caching === 'none') {
      return { inputTokens: tokens, cachedInputTokens: 0, cacheWriteTokens: 0 };
    }
    const text = promptText(question);
    const { known, whole } = this.#look(`${account}\n${question.model}`, text);
    const share = (characters: number): number =>
      Math.floor((tokens * characters) / Math.max(1, text.length) / 128) * 128;
    const cachedInputTokens = share(known);
    const cacheWriteTokens = question.caching === 'marked' ? share(whole) - cachedInputTokens : 0;
    return { inputTokens: tokens - cachedInputTokens - cacheWriteTokens, cachedInputTokens, cacheWriteTokens };
  }

  clear(): void {
    this.#blocks.clear();
  }

  /** The number of known characters at the beginning of a text, and the number that is known from now on. */
  #look(owner: string, text: string): { known: number; whole: number } {
    const nowMs = Date.now();
    let hash = hashText(owner);
    let known = 0;
    let whole = 0;
    while (whole + blockCharacters <= text.length) {
      hash = hashText(text.slice(whole, whole + blockCharacters), hash);
      const key = `${hash}:${whole}`;
      const isKnown = known === whole && (this.#blocks.get(key) ?? 0) > nowMs;
      this.#blocks.delete(key);
      this.#blocks.set(key, nowMs + this.#ttlMs);
      whole += blockCharacters;
      if (isKnown) known = whole;
    }
    this.#forgetOldest();
    return { known, whole };
  }

  #forgetOldest(): void {
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= blocksKept) return;
      this.#blocks.delete(oldest);
    }
  }
}

function promptText(question: Question): string {
  const turns = question.turns.map((turn) => `${turn.role}: ${turn.text}`);
  return [question.system, JSON.stringify(question.tools), ...turns].join('\n');
}

/** The prompt's tokens: messages, images, tools and prefill. */
export function countInput(question: Question): number {
  let tokens = tokensBeforeAnswer;
  if (question.system !== '') tokens += countTokens(question.system) + tokensPerMessage;
  for (const turn of question.turns) {
    tokens += countTokens(turn.text) + tokensPerMessage;
    if (turn.role === 'user') tokens += turn.images.length * tokensPerImage;
  }
  if (question.prefill !== null) tokens += countTokens(question.prefill) + tokensPerMessage;
  if (question.tools.length > 0) tokens += countTokens(JSON.stringify(question.tools));
  return tokens;
}
