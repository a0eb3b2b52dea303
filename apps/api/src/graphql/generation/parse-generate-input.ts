import type { Viewer } from '../../access/viewer.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { badUserInput } from '../bad-user-input.ts';
import { parseCapability } from '../catalog/models/model-filter.ts';
import type { GenerateInput } from './generate-input.ts';
import { parseMessages } from './parse-messages.ts';
import { parseResponseFormat } from './parse-response-format.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';

type Input = typeof GenerateInput.$inferInput;

/** Checks what a caller asks for and puts it into domain words. BAD_USER_INPUT names the field by its path. */
export function parseGenerateInput(input: Input, viewer: Viewer): GenerationRequest {
  const tools = parseTools(input.tools ?? []);
  return {
    messages: parseMessages(input.prompt ?? null, input.messages ?? null),
    tools,
    toolChoice: parseToolChoice(input.toolChoice ?? null, tools),
    responseFormat: parseResponseFormat(input.responseFormat ?? null),
    ...parseSampling(input),
    ...parseRouting(input),
    workspaceId: parseWorkspace(input, viewer),
    apiKeyId: viewer.apiKeyId,
    executionId: atMost(input.executionId ?? null, 200, 'input.executionId'),
    metadata: parseMetadata(input.metadata),
    isDetached: input.detached ?? false,
  };
}

function parseSampling(input: Input) {
  return {
    temperature: within(input.temperature, 0, 2, 'input.temperature'),
    topP: parseTopP(input.topP ?? null),
    maxOutputTokens: within(input.maxTokens, 1, Number.MAX_SAFE_INTEGER, 'input.maxTokens'),
    stop: parseStop(input.stop ?? []),
    seed: input.seed ?? null,
  };
}

function parseRouting(input: Input) {
  return {
    model: named(input.model, 'input.model'),
    provider: named(input.provider, 'input.provider'),
    preferredModel: named(input.preferredModel, 'input.preferredModel'),
    preferredProvider: named(input.preferredProvider, 'input.preferredProvider'),
    strategy: input.strategy ?? null,
    chain: named(input.chain, 'input.chain'),
    fallbackModels: (input.fallbackModels ?? []).map((id, index) => named(id, `input.fallbackModels.${index}`) ?? ''),
    // The schema's default says true, which a policy that switches fallback off has to be able to overrule.
    enableFallback: input.enableFallback === false ? false : null,
    taskType: atMost(input.taskType ?? null, 100, 'input.taskType'),
    requiredCapabilities: (input.requiredCapabilities ?? []).map((name, index) =>
      parseCapability(name, `input.requiredCapabilities.${index}`),
    ),
    costPreference: input.costPreference ?? null,
    maxLatencyMs: within(input.maxLatencyMs, 1, Number.MAX_SAFE_INTEGER, 'input.maxLatencyMs'),
    costLimitUsd: within(
      input.costLimitUsd == null ? null : Number(input.costLimitUsd),
      0,
      Infinity,
      'input.costLimitUsd',
    ),
  };
}

function parseWorkspace(input: Input, viewer: Viewer): string {
  const asked = named(input.workspaceId, 'input.workspaceId');
  if (viewer.workspaceId !== null && asked !== null && asked !== viewer.workspaceId) {
    throw badUserInput('input.workspaceId', `must be '${viewer.workspaceId}', the workspace of the key in use`);
  }
  return asked ?? viewer.workspaceId ?? 'default';
}

function within(value: number | null | undefined, least: number, most: number, path: string): number | null {
  if (value == null) return null;
  if (value >= least && value <= most) return value;
  const range = most >= Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw badUserInput(path, `must be ${range}, not ${value}`);
}

function parseTopP(value: number | null): number | null {
  if (value === null || (value > 0 && value <= 1)) return value;
  throw badUserInput('input.topP', `must be above 0 and at most 1, not ${value}`);
}

function named(value: string | null | undefined, path: string): string | null {
  if (value == null) return null;
  const name = value.trim();
  if (name === '') throw badUserInput(path, 'is empty: leave it out, or give a name');
  return atMost(name, 300, path);
}

function atMost(value: string | null, characters: number, path: string): string | null {
  if (value !== null && value.length > characters) {
    throw badUserInput(path, `may have at most ${characters} characters, not ${value.length}`);
  }
  return value;
}

function parseStop(stop: readonly string[]): readonly string[] {
  if (stop.length > 16) throw badUserInput('input.stop', `may hold at most 16 texts, not ${stop.length}`);
  const empty = stop.indexOf('');
  if (empty !== -1) throw badUserInput(`input.stop.${empty}`, 'is empty: an empty text would end every answer at once');
  return stop;
}

const metadataLimit = 16_384;

function parseMetadata(metadata: unknown): unknown {
  if (metadata == null) return null;
  const { length } = JSON.stringify(metadata);
  if (length > metadataLimit) {
    throw badUserInput('input.metadata', `may have at most ${metadataLimit} characters as JSON, not ${length}`);
  }
  return metadata;
}
