import type { CapabilityHolder } from '@penstock/router';
import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseCapability } from '../../generation/input/parse-capability.ts';
import { parseLabel, parseMetadata, parseName, parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { parseWorkspace } from '../../generation/input/parse-workspace.ts';
import type { GenerateInput } from './generate-input.ts';
import { parseMessages } from './parse-messages.ts';
import { parseResponseFormat } from './parse-response-format.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';

type Input = typeof GenerateInput.$inferInput;

/**
 * Checks what a caller asks for and puts it into domain words. `catalog`: whose capabilities may be required.
 * BAD_USER_INPUT names the field by its path.
 */
export function parseGenerateInput(input: Input, viewer: Viewer, catalog: CapabilityHolder): GenerationRequest {
  const tools = parseTools(input.tools ?? []);
  return {
    messages: parseMessages(input.prompt ?? null, input.messages ?? null),
    tools,
    toolChoice: parseToolChoice(input.toolChoice ?? null, tools),
    responseFormat: parseResponseFormat(input.responseFormat ?? null),
    ...parseSampling(input),
    ...parseRouting(input, catalog),
    workspaceId: parseWorkspace(parseName(input.workspaceId, 'input.workspaceId'), viewer, 'input.workspaceId'),
    apiKeyId: viewer.apiKeyId,
    executionId: parseLabel(input.executionId ?? null, 200, 'input.executionId'),
    metadata: parseMetadata(input.metadata, 'input.metadata'),
    mayKeepContent: input.store ?? true,
    mayRestart: true,
    isDetached: input.detached ?? false,
  };
}

function parseSampling(input: Input) {
  return {
    temperature: parseNumber(input.temperature, 0, 2, 'input.temperature'),
    topP: parseTopP(input.topP ?? null),
    maxOutputTokens: parseNumber(input.maxTokens, 1, Number.MAX_SAFE_INTEGER, 'input.maxTokens'),
    stop: parseStop(input.stop ?? [], 'input.stop', (index) => `input.stop.${index}`),
    seed: input.seed ?? null,
  };
}

function parseRouting(input: Input, catalog: CapabilityHolder) {
  return {
    model: parseName(input.model, 'input.model'),
    provider: parseName(input.provider, 'input.provider'),
    preferredModel: parseName(input.preferredModel, 'input.preferredModel'),
    preferredProvider: parseName(input.preferredProvider, 'input.preferredProvider'),
    strategy: input.strategy ?? null,
    chain: parseName(input.chain, 'input.chain'),
    fallbackModels: (input.fallbackModels ?? []).map(
      (id, index) => parseName(id, `input.fallbackModels.${index}`) ?? '',
    ),
    // The schema's default says true, which a policy that switches fallback off has to be able to overrule.
    enableFallback: input.enableFallback === false ? false : null,
    taskType: parseLabel(input.taskType ?? null, 100, 'input.taskType'),
    requiredCapabilities: (input.requiredCapabilities ?? []).map((name, index) =>
      parseCapability(name, `input.requiredCapabilities.${index}`, catalog),
    ),
    costPreference: input.costPreference ?? null,
    maxLatencyMs: parseNumber(input.maxLatencyMs, 1, Number.MAX_SAFE_INTEGER, 'input.maxLatencyMs'),
    costLimitUsd: parseNumber(
      input.costLimitUsd == null ? null : Number(input.costLimitUsd),
      0,
      Infinity,
      'input.costLimitUsd',
    ),
  };
}

function parseTopP(value: number | null): number | null {
  if (value === null || (value > 0 && value <= 1)) return value;
  throw new InputError('input.topP', `must be above 0 and at most 1, not ${value}`);
}
