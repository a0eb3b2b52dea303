import type { ModelRequest } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';

/** The part of a request that is the same for every model. */
export type RequestTemplate = Omit<ModelRequest, 'model' | 'prefill' | 'traits'>;

/**
 * A prompt is counted with a tokenizer that may not be the model's own. The remaining window is reduced by this share.
 */
const countingError = 0.1;
/** A smaller limit is not useful. The provider may refuse a prompt that fills the window so far. Tokens. */
const shortestRoom = 256;

/**
 * Writes the request for one model: its upstream name, its traits, and a possible output limit. `inputTokens`: of the
 * prompt, as counted.
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
    ...(model.promptCache.ttlS === 3600 &&
      template.promptCache === undefined && { promptCache: { mode: 'auto', ttl: 'long' } as const }),
    traits: {
      thinksFirst: model.thinksFirst,
      sampling: model.takesSampling,
      fallbackMaxOutputTokens: Math.min(model.maxOutputTokens, roomFor(inputTokens, model.contextWindow)),
      contextWindow: model.contextWindow,
      inputTokens,
      ...(model.promptCache.minTokens !== null && { cacheMinTokens: model.promptCache.minTokens }),
    },
  };
}

/** Dialects with a required limit are refused where prompt and limit together exceed the window. */
function roomFor(inputTokens: number, contextWindow: number): number {
  return Math.max(shortestRoom, contextWindow - inputTokens - Math.ceil(inputTokens * countingError));
}
