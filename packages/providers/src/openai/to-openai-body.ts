import type { ModelRequest } from '../contract/request.ts';
import type { Tool, ToolChoice } from '../contract/tool.ts';
import { jsonInstructions, mentionsJson, schemaInstructions } from '../json/json-instructions.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { customNames } from '../messages/custom-tool.ts';
import { warnOfForeign } from '../messages/left-out.ts';
import { toFunction } from '../messages/to-function.ts';
import {
  dropSetting,
  samplingOf,
  type WriteContext,
  type WrittenRequest,
  withBodyOptions,
  withPartOptions,
} from '../messages/write-context.ts';
import type { OpenAiDialect } from './dialect.ts';
import { isStrictSchema } from './is-strict-schema.ts';
import { toOpenAiMessages } from './to-openai-messages.ts';
import { toOpenAiSettings } from './to-openai-settings.ts';

const none: ReadonlySet<string> = new Set();

/** Writes the body of a streamed chat call. Omits settings that the request does not set. */
export function toOpenAiBody(request: ModelRequest, dialect: OpenAiDialect, providerId: string): WrittenRequest {
  const context: WriteContext = {
    providerId,
    dialect: 'openai',
    takesCacheControl: dialect.takesUnknownMembers,
    takesUnclaimedState: dialect.takesUnknownMembers,
    takesCustomTools: dialect.customTools,
    warnings: [],
  };
  const body = writeBody(request, dialect, context);
  warnOfForeign(request, context);
  return { body: withBodyOptions(body, request, context), warnings: context.warnings };
}

function writeBody(request: ModelRequest, dialect: OpenAiDialect, context: WriteContext): JsonObject {
  const format = toFormat(request, dialect);
  const messages = toOpenAiMessages(request, dialect, context);
  if (format.instructions !== null) messages.unshift({ role: 'system', content: format.instructions });
  const { stop, seed } = request;
  const { temperature, topP } = samplingOf(request, context);
  if (seed !== null && dialect.seedField === null) dropSetting(context, 'seed');
  return {
    model: request.model,
    messages,
    stream: true,
    ...(dialect.mustRequestUsage && { stream_options: { include_usage: true } }),
    ...(request.maxOutputTokens !== null && { [outputLimitField(request, dialect)]: request.maxOutputTokens }),
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...toOpenAiSettings(request, dialect, context),
    ...(stop.length > 0 && { stop }),
    ...(seed !== null && dialect.seedField !== null && { [dialect.seedField]: seed }),
    ...(request.tools.length > 0 && {
      tools: request.tools.map((tool) => withPartOptions(toOpenAiTool(tool, dialect), tool, context)),
    }),
    ...(request.tools.length > 0 && request.toolChoice && { tool_choice: toOpenAiToolChoice(request, dialect) }),
    ...(format.responseFormat && { response_format: format.responseFormat }),
    ...(request.prefill !== null &&
      dialect.prefill === 'continue-flag' && { continue_final_message: true, add_generation_prompt: false }),
  };
}

function outputLimitField(request: ModelRequest, dialect: OpenAiDialect): string {
  if (dialect.outputLimitField !== 'by-model') return dialect.outputLimitField;
  return request.traits.thinksFirst ? 'max_completion_tokens' : 'max_tokens';
}

function toOpenAiTool(tool: Tool, { customTools }: OpenAiDialect): JsonObject {
  return customTools && tool.custom !== undefined ? toCustom(tool.name, tool.custom) : toOpenAiFunction(tool);
}

function toCustom(name: string, { description, format }: NonNullable<Tool['custom']>): JsonObject {
  const written = format === null ? {} : { format: toCustomFormat(format) };
  return { type: 'custom', custom: { name, ...(description !== null && { description }), ...written } };
}

/** Responses have the grammar beside its type, chat completions in a member. */
function toCustomFormat(format: JsonObject): JsonObject {
  if (format.type !== 'grammar') return format;
  const { type, ...grammar } = format;
  return { type, grammar };
}

/** A tool as a function. */
export function toOpenAiFunction(tool: Tool): JsonObject {
  const written = toFunction(tool);
  if (tool.strict === undefined) return written;
  return { ...written, function: { ...written.function, strict: tool.strict } };
}

function toOpenAiToolChoice({ toolChoice, tools }: ModelRequest, dialect: OpenAiDialect): string | JsonObject {
  const choice = toolChoice ?? { type: 'auto' };
  const customs = dialect.customTools ? customNames(tools) : none;
  return writeChoice(choice, (name) => {
    const type = customs.has(name) ? 'custom' : 'function';
    return { type, [type]: { name } };
  });
}

function writeChoice(choice: ToolChoice, named: (name: string) => JsonObject): string | JsonObject {
  switch (choice.type) {
    case 'auto':
    case 'none':
    case 'required':
      return choice.type;
    case 'tool':
      return named(choice.name);
    case 'allowed': {
      return { type: 'allowed_tools', allowed_tools: { mode: choice.mode, tools: choice.names.map(named) } };
    }
    default:
      return choice satisfies never;
  }
}

type Format = { responseFormat: JsonObject | null; instructions: string | null };

function toFormat(request: ModelRequest, dialect: OpenAiDialect): Format {
  const { responseFormat } = request;
  switch (responseFormat.type) {
    case 'text':
      return { responseFormat: null, instructions: null };
    case 'json':
      return toJsonFormat(request, dialect, null);
    case 'json-schema': {
      const { name, schema } = responseFormat;
      if (dialect.schemaMode === 'instructions') return toJsonFormat(request, dialect, schemaInstructions(schema));
      const { description, strict = isStrictSchema(schema) ? true : undefined } = responseFormat;
      const json_schema = {
        name,
        ...(description !== undefined && { description }),
        schema,
        ...(strict !== undefined && { strict }),
      };
      return { responseFormat: { type: 'json_schema', json_schema }, instructions: null };
    }
    default:
      return responseFormat satisfies never;
  }
}

function toJsonFormat(request: ModelRequest, dialect: OpenAiDialect, instructions: string | null): Format {
  switch (dialect.jsonMode) {
    case 'json_object':
      // OpenAI refuses JSON mode unless a message mentions JSON.
      return {
        responseFormat: { type: 'json_object' },
        instructions: instructions ?? (mentionsJson(request) ? null : jsonInstructions),
      };
    case 'open-schema':
      return {
        responseFormat: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
        instructions,
      };
    case 'instructions':
      return { responseFormat: null, instructions: instructions ?? jsonInstructions };
    default:
      return dialect.jsonMode satisfies never;
  }
}
