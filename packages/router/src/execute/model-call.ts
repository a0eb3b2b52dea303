import type { EmbedRequest, ModelRequest } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';
import { buildModelRequest, type RequestTemplate } from './build-model-request.ts';

/** A conversation to be continued. */
export type ChatCall = { type: 'chat' } & RequestTemplate;

/** Texts to be turned into vectors. */
export type EmbeddingCall = { type: 'embedding' } & Omit<EmbedRequest, 'model'>;

/** What a caller wants done, whichever model does it. */
export type Call = ChatCall | EmbeddingCall;

/** A call as one model is asked. */
export type ModelCall = { type: 'chat'; request: ModelRequest } | { type: 'embedding'; request: EmbedRequest };

/** No text comes of an embedding: the least that a budget can hold. */
const embeddingOutputTokens = 1;

/** Writes the call for one model. `inputTokens`: of the prompt, as counted. */
export function buildModelCall(call: Call, inputTokens: number, model: Model, deployment: Deployment): ModelCall {
  switch (call.type) {
    case 'chat': {
      const { type, ...template } = call;
      return { type, request: buildModelRequest(template, inputTokens, model, deployment) };
    }
    case 'embedding': {
      const { type, ...request } = call;
      return { type, request: { ...request, model: deployment.upstreamName } };
    }
  }
}

/** The longest answer that a caller asks for. Tokens, null for the model's own limit. */
export function outputLimitOf(call: Call): number | null {
  return call.type === 'chat' ? call.maxOutputTokens : embeddingOutputTokens;
}

/** The longest answer that a model may give to a call. Tokens. */
export function allowedOutputTokens(call: ModelCall, model: Pick<Model, 'maxOutputTokens'>): number {
  return call.type === 'chat' ? (call.request.maxOutputTokens ?? model.maxOutputTokens) : embeddingOutputTokens;
}
