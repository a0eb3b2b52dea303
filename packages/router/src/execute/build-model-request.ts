import type { ModelRequest } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';

/** The part of a request that is the same for every model. */
export type RequestTemplate = Omit<ModelRequest, 'model' | 'prefill' | 'traits'>;

/** Prompts are counted before the call with a tokenizer that is not always the model's own: what is left is cut by this. */
const countingError = 0.1;
/** Less than this is not worth asking for: a prompt that fills the window so far is the provider's to refuse. Tokens. */
const shortestRoom = 256;

/**
 * Writes the request for one model: its name at the provider, its traits, and no more output than it can produce.
 * `inputTokens`: of the prompt, as counted.
 */
export function buildModelRequest(
  template: RequestTemplate,
  inputTokens: number,
  model: Model,
  deployment: Deployment,
): ModelRequest {
  const { maxOutputTokens } = template;
  return {
    ...template,
    model: deployment.upstreamName,
    maxOutputTokens: maxOutputTokens === null ? null : Math.min(maxOutputTokens, model.maxOutputTokens),
    prefill: null,
    traits: {
      thinksFirst: model.thinksFirst,
      sampling: model.takesSampling,
      fallbackMaxOutputTokens: Math.min(model.maxOutputTokens, roomFor(inputTokens, model.contextWindow)),
    },
  };
}

/** Dialects that must state a limit are refused where prompt and limit together exceed the window. */
function roomFor(inputTokens: number, contextWindow: number): number {
  return Math.max(shortestRoom, contextWindow - inputTokens - Math.ceil(inputTokens * countingError));
}
