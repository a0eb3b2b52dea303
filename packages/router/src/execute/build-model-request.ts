import type { ModelRequest } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';

/** What is asked, whichever model answers. */
export type RequestTemplate = Omit<ModelRequest, 'model' | 'prefill' | 'traits'>;

/** Writes the request for one model: its name at the provider, its traits, and no more output than it can produce. */
export function buildModelRequest(template: RequestTemplate, model: Model, deployment: Deployment): ModelRequest {
  const { maxOutputTokens } = template;
  return {
    ...template,
    model: deployment.upstreamName,
    maxOutputTokens: maxOutputTokens === null ? null : Math.min(maxOutputTokens, model.maxOutputTokens),
    prefill: null,
    traits: {
      thinksFirst: model.thinksFirst,
      sampling: model.takesSampling,
      fallbackMaxOutputTokens: model.maxOutputTokens,
    },
  };
}
