import type { ModelRequest } from '../contract/request.ts';

/** An ordinary request with the test's differences. */
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
