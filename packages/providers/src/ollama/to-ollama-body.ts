import { ownOptions, type ProviderOptions } from '../contract/provider-options.ts';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';
import { type WriteContext, type WrittenRequest, withBodyOptions } from '../messages/write-context.ts';
import { contextWindowFor, type WindowSettings } from './context-window.ts';
import { toOllamaMessages } from './to-ollama-messages.ts';

/**
 * Writes the body of a streamed call of `/api/chat`. Ollama has no tool choice: for `none` no tool is sent, for a name
 * that tool alone, and a call cannot be enforced. Throws `BadRequestError` for an image by address, which Ollama does
 * not fetch, and for a part without a field.
 */
export function toOllamaBody(
  request: ModelRequest,
  providerId: string,
  window: WindowSettings = { numCtx: null, maxNumCtx: null },
): WrittenRequest {
  const context: WriteContext = { providerId, dialect: 'ollama', warnings: [] };
  const body = writeBody(request, contextWindowFor(request, window), context);
  const options = withModelOptions(ownOptions(request.providerOptions, context));
  return { body: withBodyOptions(body, options, context), warnings: context.warnings };
}

/** What a body has beside the model's own options, which stand in `options`. */
const bodyMembers: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'stream', 'options', 'format', 'tools', 'think', 'keep_alive', 'logprobs', 'top_logprobs'],
]);

/** Callers name the model's options as Ollama documents them, `num_ctx` for instance, without the object around them. */
function withModelOptions(own: JsonObject | null): ProviderOptions | undefined {
  if (own === null) return undefined;
  const entries = Object.entries(own);
  const outside = entries.filter(([name]) => bodyMembers.has(name));
  const inside = entries.filter(([name]) => !bodyMembers.has(name));
  const options = { ...readObject(own.options), ...Object.fromEntries(inside) };
  return { ollama: { ...Object.fromEntries(outside), ...(Object.keys(options).length > 0 && { options }) } };
}

function writeBody(request: ModelRequest, num_ctx: number | null, context: WriteContext): JsonObject {
  const tools = offeredTools(request);
  const options = { ...toOptions(request), ...(num_ctx !== null && { num_ctx }) };
  const format = toFormat(request.responseFormat);
  if (request.tools.length > 0 && request.toolChoice?.type === 'required') {
    const message = `${context.providerId} cannot be made to call a tool; the model chooses.`;
    context.warnings.push({ path: 'toolChoice', action: 'dropped', message });
  }
  return {
    model: request.model,
    messages: toOllamaMessages(request, context),
    stream: true,
    ...(tools.length > 0 && { tools: tools.map(toOllamaTool) }),
    ...(format !== null && { format }),
    ...(Object.keys(options).length > 0 && { options }),
    // Models without thinking refuse the option.
    ...(request.traits.thinksFirst && { think: true }),
  };
}

function offeredTools({ tools, toolChoice }: ModelRequest): readonly Tool[] {
  if (toolChoice?.type === 'none') return [];
  return toolChoice?.type === 'tool' ? tools.filter((tool) => tool.name === toolChoice.name) : tools;
}

function toOllamaTool(tool: Tool): JsonObject {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description: description ?? '', parameters } };
}

function toOptions({ temperature, topP, maxOutputTokens, stop, seed, traits }: ModelRequest): JsonObject {
  return {
    ...(traits.sampling && temperature !== null && { temperature }),
    ...(traits.sampling && topP !== null && { top_p: topP }),
    ...(maxOutputTokens !== null && { num_predict: maxOutputTokens }),
    ...(stop.length > 0 && { stop }),
    ...(seed !== null && { seed }),
  };
}

function toFormat(format: ResponseFormat): string | JsonObject | null {
  switch (format.type) {
    case 'text':
      return null;
    case 'json':
      return 'json';
    case 'json-schema':
      return format.schema;
    default:
      return format satisfies never;
  }
}
