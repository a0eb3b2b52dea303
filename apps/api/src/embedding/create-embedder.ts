import type { PlannedRequest } from '../generation/admit.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { GenerationService, type GenerationServiceTools } from '../generation/generation-service.ts';
import type { Embedder, EmbeddingRequest } from './embedder.ts';
import { type EmbeddingDesk, messagesOf } from './embedding-desk.ts';

/** As for generations; `execute` must reach the adapters through the desk. */
export type EmbedderTools = GenerationServiceTools & { desk: EmbeddingDesk };

/** Calls for vectors are generations without text: planned, paid, recorded and watched alike. */
export function createEmbedder({ desk, ...tools }: EmbedderTools): Embedder {
  const generations = new GenerationService({
    ...tools,
    planRequest: (request, rules) => planEmbedding(request, (each) => tools.planRequest(each, rules)),
  });
  return {
    async embed(request, signal) {
      const generationRequest = toGenerationRequest(request);
      const { messages } = generationRequest;
      desk.open(messages, request);
      const generation = await generations.run(generationRequest, signal);
      return { generation, vectors: generation.status === 'COMPLETED' ? desk.take(messages) : null };
    },
    close: (graceMs) => generations.close(graceMs),
  };
}

/** A model's window holds each text, not all of them together: the longest decides who is eligible. */
function planEmbedding(
  request: GenerationRequest,
  plan: (request: GenerationRequest) => PlannedRequest,
): PlannedRequest {
  const whole = plan(request);
  const [message] = request.messages;
  if (message?.role !== 'user' || message.parts.length < 2) return whole;
  const longest = message.parts.reduce((longer, part) => (lengthOf(part) > lengthOf(longer) ? part : longer));
  const { plan: ofLongest } = plan({ ...request, messages: [{ role: 'user', parts: [longest] }] });
  return { plan: ofLongest, inputTokens: whole.inputTokens };
}

function lengthOf(part: { type: string; text?: string }): number {
  return part.text?.length ?? 0;
}

function toGenerationRequest({ texts, dimensions: _, purpose: __, ...request }: EmbeddingRequest): GenerationRequest {
  return {
    ...request,
    messages: messagesOf(texts),
    requiredCapabilities: ['embeddings'],
    enableFallback: false,
    fallbackModels: [],
    preferredModel: null,
    preferredProvider: null,
    costPreference: null,
    maxLatencyMs: null,
    tools: [],
    toolChoice: null,
    responseFormat: { type: 'text' },
    temperature: null,
    topP: null,
    // No text comes of it: the least that can be asked for is held.
    maxOutputTokens: 1,
    stop: [],
    seed: null,
    mayRestart: true,
    isDetached: false,
  };
}
