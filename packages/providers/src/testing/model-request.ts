import type { ModelRequest } from '../contract/request.ts';

/** A request with nothing special about it, but for what the test says. */
export function modelRequest(difference: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'test-model',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
    tools: [],
    toolChoice: null,
    responseFormat: { type: 'text' },
    temperature: null,
    topP: null,
    maxOutputTokens: null,
    stop: [],
    seed: null,
    prefill: null,
    traits: { thinksFirst: false, sampling: true, fallbackMaxOutputTokens: 4096 },
    ...difference,
  };
}
