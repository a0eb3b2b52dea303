import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_OUTPUT_TYPE,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_SEED,
  ATTR_GEN_AI_REQUEST_STOP_SEQUENCES,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from '@opentelemetry/semantic-conventions/incubating';
import { answerTokens, promptTokens } from '@penstock/providers';
import type { SettledAttempt } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';

/** The conventions' names of known providers. Any other provider keeps its own name. */
const providerNames: Readonly<Record<string, string>> = {
  'azure-openai': 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
};

/**
 * The attributes of spans and of metrics: operation, provider and model. The policy limits the number of their values.
 */
export function operationAttributes(
  { providerId, modelId }: Pick<SettledAttempt, 'providerId' | 'modelId'>,
  { call }: Pick<GenerationRequest, 'call'>,
): Attributes & { [ATTR_GEN_AI_OPERATION_NAME]: string; [ATTR_GEN_AI_REQUEST_MODEL]: string } {
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: call.type === 'chat' ? 'chat' : 'embeddings',
    [ATTR_GEN_AI_PROVIDER_NAME]: providerNames[providerId] ?? providerId,
    [ATTR_GEN_AI_REQUEST_MODEL]: modelId.slice(modelId.indexOf('/') + 1),
  };
}

/** The settings of a request, without its messages and tools. */
export function settingAttributes({ call }: Pick<GenerationRequest, 'call'>): Attributes {
  if (call.type !== 'chat') return {};
  const { maxOutputTokens, temperature, topP, seed, stop, responseFormat } = call;
  return {
    [ATTR_GEN_AI_OUTPUT_TYPE]: responseFormat.type === 'text' ? 'text' : 'json',
    ...(maxOutputTokens !== null && { [ATTR_GEN_AI_REQUEST_MAX_TOKENS]: maxOutputTokens }),
    ...(temperature !== null && { [ATTR_GEN_AI_REQUEST_TEMPERATURE]: temperature }),
    ...(topP !== null && { [ATTR_GEN_AI_REQUEST_TOP_P]: topP }),
    ...(seed !== null && { [ATTR_GEN_AI_REQUEST_SEED]: seed }),
    ...(stop.length > 0 && { [ATTR_GEN_AI_REQUEST_STOP_SEQUENCES]: [...stop] }),
  };
}

/** The result of a call, without its text. */
export function responseAttributes(attempt: SettledAttempt): Attributes {
  const { responseId, servedModel, finishReason, firstTokenMs, tokens } = attempt;
  const { input, output } = tokenSums(attempt);
  return {
    ...(responseId !== null && { [ATTR_GEN_AI_RESPONSE_ID]: responseId }),
    ...(servedModel !== null && { [ATTR_GEN_AI_RESPONSE_MODEL]: servedModel }),
    ...(finishReason !== null && { [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: [finishReason] }),
    ...(firstTokenMs !== null && { [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: firstTokenMs / 1_000 }),
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: input,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: output,
    ...(tokens.cachedInputTokens > 0 && { [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: tokens.cachedInputTokens }),
    ...(tokens.cacheWriteTokens > 0 && { [ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS]: tokens.cacheWriteTokens }),
    ...(tokens.reasoningTokens > 0 && { [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: tokens.reasoningTokens }),
  };
}

/** The conventions count cached tokens as input, and reasoning as output. */
export function tokenSums({ tokens }: Pick<SettledAttempt, 'tokens'>): { input: number; output: number } {
  return { input: promptTokens(tokens), output: answerTokens(tokens) };
}
