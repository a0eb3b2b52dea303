import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { warnOfLeftOut } from '../messages/left-out.ts';
import {
  offeredTools,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withOptions,
} from '../messages/write-context.ts';
import { toGoogleContents } from './to-google-contents.ts';
import { toThinkingConfig } from './to-thinking-config.ts';

const honoured = new Set([
  'reasoning',
  'topK',
  'frequencyPenalty',
  'presencePenalty',
  'modalities',
  'logprobs',
] as const);

/** Writes the body of `streamGenerateContent`. The path names the model. */
export function toGoogleBody(request: ModelRequest, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'google', warnings: [] };
  const body = writeBody(request, context);
  warnOfLeftOut(request, context, honoured);
  return { body: withBodyOptions(body, request, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, context: WriteContext): JsonObject {
  const { system, contents } = toGoogleContents(request.messages, request.model, context);
  const generationConfig = toGenerationConfig(request, context);
  const { prefill, toolChoice } = request;
  // The protocol names allowed functions only if a call is required.
  const tools = toolChoice?.type === 'allowed' && toolChoice.mode === 'auto' ? offeredTools(request) : request.tools;
  return {
    contents: prefill === null ? contents : [...contents, { role: 'model', parts: [{ text: prefill }] }],
    ...(system !== '' && { systemInstruction: { parts: [{ text: system }] } }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(tools.length > 0 && {
      tools: [{ functionDeclarations: tools.map((tool) => toFunctionDeclaration(tool, context)) }],
    }),
    ...(tools.length > 0 && toolChoice && { toolConfig: { functionCallingConfig: toCallingConfig(toolChoice) } }),
  };
}

function toGenerationConfig(request: ModelRequest, context: WriteContext): JsonObject {
  const { maxOutputTokens, stop, seed, settings } = request;
  const { temperature, topP } = samplingOf(request, context);
  const thinkingConfig = toThinkingConfig(request, context);
  return {
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { topP }),
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(stop.length > 0 && { stopSequences: stop }),
    ...(seed !== null && { seed }),
    ...(settings?.topK !== undefined && { topK: settings.topK }),
    ...(settings?.frequencyPenalty !== undefined && { frequencyPenalty: settings.frequencyPenalty }),
    ...(settings?.presencePenalty !== undefined && { presencePenalty: settings.presencePenalty }),
    ...(settings?.modalities !== undefined && {
      responseModalities: settings.modalities.map((modality) => modality.toUpperCase()),
    }),
    ...(settings?.logprobs !== undefined && toLogprobs(settings.logprobs)),
    ...(thinkingConfig !== null && { thinkingConfig }),
    ...toFormat(request.responseFormat),
  };
}

function toLogprobs(alternatives: number): JsonObject {
  return { responseLogprobs: true, ...(alternatives > 0 && { logprobs: alternatives }) };
}

function toFormat(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case 'text':
      return {};
    case 'json':
      return { responseMimeType: 'application/json' };
    case 'json-schema':
      return { responseMimeType: 'application/json', responseJsonSchema: format.schema };
    default:
      return format satisfies never;
  }
}

/** A function without parameters must not have an empty schema. */
function toFunctionDeclaration(tool: Tool, context: WriteContext): JsonObject {
  const properties = tool.parameters.properties;
  const hasParameters = typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;
  const declaration = {
    name: tool.name,
    description: tool.description ?? '',
    ...(hasParameters && { parametersJsonSchema: tool.parameters }),
  };
  return withOptions(declaration, tool.providerOptions, context);
}

function toCallingConfig(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] };
    case 'allowed':
      return choice.mode === 'auto' ? { mode: 'AUTO' } : { mode: 'ANY', allowedFunctionNames: choice.names };
    default:
      return choice satisfies never;
  }
}
