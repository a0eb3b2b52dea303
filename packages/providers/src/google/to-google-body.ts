import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { type WriteContext, type WrittenRequest, withBodyOptions } from '../messages/write-context.ts';
import { toGoogleContents } from './to-google-contents.ts';

/** Writes the body of `streamGenerateContent`. The path names the model. */
export function toGoogleBody(request: ModelRequest, providerId: string): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'google', warnings: [] };
  const body = writeBody(request, context);
  return { body: withBodyOptions(body, request.providerOptions, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, context: WriteContext): JsonObject {
  const { system, contents } = toGoogleContents(request.messages, request.model, context);
  const generationConfig = toGenerationConfig(request);
  const { prefill, tools, toolChoice } = request;
  return {
    contents: prefill === null ? contents : [...contents, { role: 'model', parts: [{ text: prefill }] }],
    ...(system !== '' && { systemInstruction: { parts: [{ text: system }] } }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...(tools.length > 0 && { tools: [{ functionDeclarations: tools.map(toFunctionDeclaration) }] }),
    ...(tools.length > 0 && toolChoice && { toolConfig: { functionCallingConfig: toCallingConfig(toolChoice) } }),
  };
}

function toGenerationConfig(request: ModelRequest): JsonObject {
  const { temperature, topP, maxOutputTokens, stop, seed, traits } = request;
  return {
    ...(traits.sampling && temperature !== null && { temperature }),
    ...(traits.sampling && topP !== null && { topP }),
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(stop.length > 0 && { stopSequences: stop }),
    ...(seed !== null && { seed }),
    // Google shows thinking only on request. Models without thinking refuse the request.
    ...(traits.thinksFirst && { thinkingConfig: { includeThoughts: true } }),
    ...toFormat(request.responseFormat),
  };
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
function toFunctionDeclaration(tool: Tool): JsonObject {
  const properties = tool.parameters.properties;
  const hasParameters = typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;
  return {
    name: tool.name,
    description: tool.description ?? '',
    ...(hasParameters && { parametersJsonSchema: tool.parameters }),
  };
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
    default:
      return choice satisfies never;
  }
}
