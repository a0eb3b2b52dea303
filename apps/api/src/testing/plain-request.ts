import type { GenerationRequest } from '../generation/generation-request.ts';

/** The request of somebody who says these words, and leaves everything else open but for what is given. */
export function plainRequest(text: string, changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
    tools: [],
    toolChoice: null,
    responseFormat: { type: 'text' },
    temperature: null,
    topP: null,
    maxOutputTokens: null,
    stop: [],
    seed: null,
    model: null,
    provider: null,
    preferredModel: null,
    preferredProvider: null,
    strategy: null,
    chain: null,
    fallbackModels: [],
    enableFallback: null,
    taskType: null,
    requiredCapabilities: [],
    costPreference: null,
    maxLatencyMs: null,
    costLimitUsd: null,
    workspaceId: 'default',
    apiKeyId: null,
    executionId: null,
    metadata: null,
    mayKeepContent: true,
    mayRestart: true,
    isDetached: false,
    ...changes,
  };
}
