import type { ModelRequest } from '../contract/request.ts';

/** An operator's settings for the window of Ollama's requests. Tokens; null for no setting. */
export type WindowSettings = { numCtx: number | null; maxNumCtx: number | null };

/** The smallest window. Most requests fit into it, so that the model stays loaded. Tokens. */
const smallestStep = 8_192;
/** The tokenizer that counts the prompt is not the model's own, so this share is added. */
const countingError = 0.25;
/** Room for the template around the messages, and for an answer without a known limit. Tokens. */
const templateTokens = 256;
const usualAnswerTokens = 4_096;

/** Models in Ollama's own service, which have their largest window there. */
const isOfCloud = /[-:]cloud$/;

/**
 * The window to request, `num_ctx`, at most the model's own. Null if the prompt was not counted. Without it, Ollama
 * cuts long prompts without an error: its default is 4,096 tokens on most machines. Ollama reloads a model for another
 * window, so the size is rounded up to a power of two. `loaded`: the present window of the model. It is requested again
 * if the request fits.
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
