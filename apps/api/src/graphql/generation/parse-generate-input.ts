import type { ResponseFormat, Tool, ToolChoice } from '@penstock/providers';
import type { CapabilityHolder, ChatCall } from '@penstock/router';
import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseJsonSchema, parseSchemaName } from '../../generation/input/parse-json-schema.ts';
import { parseNumber, parseStop } from '../../generation/input/parse-limits.ts';
import { parseProviderOptions } from '../../generation/input/parse-provider-members.ts';
import { parseRouting } from '../../generation/input/parse-routing.ts';
import { parseTemplateUse } from '../../generation/input/parse-template-use.ts';
import * as input from '../../generation/input/parse-tools.ts';
import type { GenerateInput } from './generate-input.ts';
import { parseClientOperation } from './parse-client-operation.ts';
import { inputPath, parseGraphqlCaller, type RequestFacts } from './parse-graphql-caller.ts';
import { parseMessages } from './parse-messages.ts';
import { parseSettings } from './parse-settings.ts';
import type { ResponseFormatInput } from './response-format-input.ts';
import type { ToolInput } from './tool-input.ts';

type Input = typeof GenerateInput.$inferInput;

/**
 * Checks the input of a caller and converts it to domain types. `catalog` defines the capabilities that may be
 * required. `sender` is the request of the operation. BAD_USER_INPUT names the field by its path.
 */
export function parseGenerateInput(
  input: Input,
  viewer: Viewer,
  catalog: CapabilityHolder,
  sender?: RequestFacts,
): GenerationRequest<ChatCall> {
  const tools = parseTools(input.tools ?? []);
  const template = input.template == null ? undefined : parseTemplateUse(input.template, 'input.template');
  const settings = parseSettings(input);
  const caller = parseGraphqlCaller(input, viewer, sender);
  const operation = parseClientOperation(input, viewer, caller.workspaceId);
  const providerOptions = parseProviderOptions(input.providerOptions, 'input.providerOptions');
  return {
    call: {
      type: 'chat',
      messages: parseMessages(input.prompt ?? null, input.messages ?? null, template !== undefined),
      tools,
      toolChoice: parseToolChoice(input.toolChoice ?? null, tools),
      responseFormat: parseResponseFormat(input.responseFormat ?? null),
      ...parseSampling(input),
      ...(input.promptCache && {
        promptCache: { mode: input.promptCache.mode ?? 'auto', ttl: input.promptCache.ttl ?? 'short' },
      }),
      ...(settings !== undefined && { settings }),
      ...(providerOptions !== undefined && { providerOptions }),
    },
    routing: {
      ...parseRouting(input, inputPath, catalog),
      // The schema's default is true, but a policy that switches fallback off must be able to override it.
      enableFallback: input.enableFallback === false ? false : null,
    },
    caller,
    delivery: {
      mayKeepContent: input.store ?? true,
      mayRestart: true,
      isDetached: input.detached ?? false,
      ...(input.cache != null && { cache: input.cache }),
      ...(operation !== undefined && { operation }),
    },
    ...(template !== undefined && { template }),
  };
}

/** The required format of an answer; null is text. */
function parseResponseFormat(input: typeof ResponseFormatInput.$inferInput | null): ResponseFormat {
  if (input === null) return { type: 'text' };
  if (input.type !== 'JSON_SCHEMA' && input.schema != null) {
    throw new InputError('input.responseFormat.schema', 'belongs to the type JSON_SCHEMA only');
  }
  switch (input.type) {
    case 'TEXT':
      return { type: 'text' };
    case 'JSON':
      return { type: 'json' };
    case 'JSON_SCHEMA':
      return {
        type: 'json-schema',
        name: parseSchemaName(input.name ?? 'response', 'input.responseFormat.name'),
        schema: parseJsonSchema(input.schema, 'input.responseFormat.schema'),
      };
  }
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

function parseTopP(value: number | null): number | null {
  if (value === null || (value > 0 && value <= 1)) return value;
  throw new InputError('input.topP', `must be above 0 and at most 1, not ${value}`);
}

function parseTools(inputs: readonly (typeof ToolInput.$inferInput)[]): readonly Tool[] {
  const tools = inputs.map(({ name, description, parameters, cacheBreakpoint, strict }) => ({
    name,
    description: description ?? null,
    parameters,
    cacheBreakpoint: cacheBreakpoint ?? false,
    ...(strict != null && { strict }),
  }));
  return input.parseTools(tools, 'input.tools', (index) => `input.tools.${index}`);
}

/** `auto`, `none` and `required` are keywords, not tool names. */
function parseToolChoice(choice: string | null, tools: readonly Tool[]): ToolChoice | null {
  if (choice === null) return null;
  if (choice === 'auto' || choice === 'none' || choice === 'required') {
    return input.parseToolMode(choice, tools, 'input.toolChoice');
  }
  return input.parseToolName(choice, tools, 'input.toolChoice', ['auto', 'none', 'required']);
}
