import type { EmbedRequest, Message, ModelRequest, Warning } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';
import type { PriceTerms } from '../plan/plan.ts';
import { buildModelRequest, type RequestTemplate } from './build-model-request.ts';

/** A conversation to continue. */
export type ChatCall = { type: 'chat' } & RequestTemplate;

/** Texts to embed. */
export type EmbeddingCall = { type: 'embedding' } & Omit<EmbedRequest, 'model'>;

/** The call of a caller, for any model. */
export type Call = ChatCall | EmbeddingCall;

/** A call for one model. */
export type ModelCall =
  /** `warnings`: settings that were adapted to the model. Absent: none. */
  (
    | { type: 'chat'; request: ModelRequest; warnings?: readonly Warning[] }
    | { type: 'embedding'; request: EmbedRequest }
  ) & {
    /** Headers of the call, in lower case: `traceparent`. Absent: none. */
    headers?: Readonly<Record<string, string>>;
  };

/** An embedding has no answer text: the least that a budget can reserve. */
const embeddingOutputTokens = 1;

/**
 * Writes the call for one model. `inputTokens`: the counted tokens of the prompt. `mostOutputTokens`: the limit of the
 * plan; null for the model's own limit.
 */
export function buildModelCall(
  call: Call,
  inputTokens: number,
  model: Model,
  deployment: Deployment,
  mostOutputTokens: number | null = null,
): ModelCall {
  switch (call.type) {
    case 'chat': {
      const { type, ...template } = call;
      return { type, ...buildModelRequest(template, inputTokens, model, deployment, mostOutputTokens) };
    }
    case 'embedding': {
      const { type, ...request } = call;
      return { type, request: { ...request, model: deployment.upstreamName } };
    }
  }
}

/** The longest answer that a caller requests. Tokens; null for the model's own limit. */
export function outputLimitOf(call: Call): number | null {
  return call.type === 'chat' ? call.maxOutputTokens : embeddingOutputTokens;
}

/** The terms of a call that affect its price. */
export function priceTermsOf(call: Call): PriceTerms {
  if (call.type !== 'chat') return { serviceTier: null, cachesForHour: false, hasMedia: false };
  const { settings, promptCache, messages, tools } = call;
  return {
    serviceTier: settings?.serviceTier ?? null,
    cachesForHour: promptCache?.ttl === 'long' || tools.some(isForHour) || messages.some(hasHourBreakpoint),
    hasMedia: messages.some(holdsMedia),
  };
}

function hasHourBreakpoint(message: Message): boolean {
  return message.role === 'system' ? isForHour(message) : message.parts.some(isForHour);
}

function holdsMedia(message: Message): boolean {
  if (message.role !== 'user' && message.role !== 'tool') return false;
  return message.parts.some(({ type }) => type === 'audio' || type === 'image' || type === 'file');
}

function isForHour(place: object): boolean {
  if (!('cacheBreakpoint' in place)) return false;
  const { cacheBreakpoint } = place;
  return (
    typeof cacheBreakpoint === 'object' &&
    cacheBreakpoint !== null &&
    'ttl' in cacheBreakpoint &&
    cacheBreakpoint.ttl === '1h'
  );
}

/** The longest answer of a model to a call. Tokens. */
export function allowedOutputTokens(call: ModelCall, model: Pick<Model, 'maxOutputTokens'>): number {
  return call.type === 'chat' ? (call.request.maxOutputTokens ?? model.maxOutputTokens) : embeddingOutputTokens;
}
