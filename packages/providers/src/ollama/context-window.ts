import type { ModelRequest } from '../contract/request.ts';

/** How an operator sets the window of Ollama's requests. Tokens, null for no setting. */
export type WindowSettings = { numCtx: number | null; maxNumCtx: number | null };

/** The smallest window. Most requests fit, and so the model stays loaded. Tokens. */
const smallestStep = 8_192;
/** The tokenizer that counts the prompt is not the model's own: this share is added. */
const countingError = 0.25;
/** Room for the template around the messages, and for an answer whose limit is not known. Tokens. */
const templateTokens = 256;
const usualAnswerTokens = 4_096;

/** Models that run at Ollama's own service: they have their largest window there. */
const isOfCloud = /[-:]cloud$/;

/**
 * The window to request, `num_ctx`, at most the model's own; null where the prompt was not counted. Without it, Ollama
 * cuts long prompts in silence: its default is 4,096 tokens on most machines. Ollama loads a model anew for another
 * window, so the need is rounded up to a power of two. `loaded`: the window that the model has now. It is asked for again
 * where the request fits.
 */
export function contextWindowFor(
  request: ModelRequest,
  { numCtx, maxNumCtx }: WindowSettings,
  loaded: number | null = null,
): number | null {
  const { contextWindow = Number.POSITIVE_INFINITY, inputTokens, fallbackMaxOutputTokens } = request.traits;
  if (numCtx !== null) return Math.min(contextWindow, numCtx);
  if (maxNumCtx !== null) return Math.min(contextWindow, maxNumCtx);
  if (inputTokens === undefined || isOfCloud.test(request.model)) return null;
  const answer = request.maxOutputTokens ?? Math.min(usualAnswerTokens, fallbackMaxOutputTokens);
  const need = Math.ceil(inputTokens * (1 + countingError)) + templateTokens + answer;
  const step = 2 ** Math.ceil(Math.log2(Math.max(need, smallestStep)));
  return Math.min(contextWindow, Math.max(step, loaded ?? 0));
}
