import { systemInUser, textContent, unstreamedChat, withInstructions, withoutTools } from '../forms/chat-forms.ts';
import type { Form } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';
import { noToolChoice, toolChoiceAuto } from '../forms/tool-choice-forms.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';
import { alternateRoles, withSystemFirst } from '../messages/alternate-roles.ts';
import { customArguments } from '../messages/custom-tool.ts';
import { toOpenAiFunction } from './to-openai-body.ts';

const formatWords = /response.?format|json.?(?:schema|object|mode)|structured.?output/i;

/**
 * llama-cpp-python and others accept the schema within JSON mode. The prompt has it too, because some accept and ignore
 * it.
 */
const schemaInJsonMode: Form = {
  id: 'schema-in-json-mode',
  at: /^response_format\b/,
  words: formatWords,
  write: ({ path, body }, request) => {
    const { responseFormat } = request;
    if (responseFormat.type !== 'json-schema' || readObject(body.response_format)?.type !== 'json_schema') return null;
    const format = { type: 'json_object', schema: responseFormat.schema };
    return { path, body: withWords(body, instructionsFor(request), format), warning: askedInWords };
  },
};

const jsonModeWithoutSchema: Form = {
  id: 'json-mode-without-schema',
  at: /^response_format\b/,
  words: new RegExp(`${formatWords.source}|\\bschema\\b`, 'i'),
  write: ({ path, body }, request) => {
    const format = readObject(body.response_format);
    if (format?.type !== 'json_object' || format.schema === undefined) return null;
    return { path, body: withWords(body, instructionsFor(request), { type: 'json_object' }), warning: askedInWords };
  },
};

const formatInWords: Form = {
  id: 'format-in-words',
  at: /^response_format\b/,
  words: formatWords,
  write: ({ path, body }, request) => {
    if (body.response_format === undefined) return null;
    return { path, body: withWords(body, instructionsFor(request), undefined), warning: askedInWords };
  },
};

function withWords(body: JsonObject, instructions: string | null, format: JsonObject | undefined): JsonObject {
  const { response_format, ...rest } = body;
  const messages = instructions === null ? body.messages : withInstructions(body.messages, instructions);
  return { ...rest, messages, ...(format !== undefined && { response_format: format }) };
}

/** Older models only have functions. */
const customAsFunctions: Form = {
  id: 'custom-as-functions',
  at: /^(?:tools|messages\.\*\.tool_calls)\.\*\.(?:type|custom)\b/,
  words: /\bcustom\b/i,
  write: ({ path, body }, { tools }) => {
    if (!readList(body.tools).some((tool) => readObject(tool)?.type === 'custom')) return null;
    const written = readList(body.tools).map((tool, index) => {
      const own = readObject(tool)?.type === 'custom' ? tools[index] : undefined;
      return own === undefined ? tool : toOpenAiFunction(own);
    });
    const warning = { path: 'tools', action: 'converted', instead: 'custom tools were sent as functions' } as const;
    return { path, body: { ...withFunctions(body), tools: written }, warning };
  },
};

/** Writes calls and choices of custom tools as those of functions. */
function withFunctions(body: JsonObject): JsonObject {
  const messages = readList(body.messages).map((message) => {
    const object = readObject(message);
    return Array.isArray(object?.tool_calls) ? { ...object, tool_calls: object.tool_calls.map(asFunction) } : message;
  });
  const choice = readObject(body.tool_choice);
  const allowed = readObject(choice?.allowed_tools);
  const tool_choice =
    allowed === null
      ? asFunction(body.tool_choice)
      : { ...choice, allowed_tools: { ...allowed, tools: readList(allowed.tools).map(asFunction) } };
  return { ...body, messages, ...(body.tool_choice !== undefined && { tool_choice }) };
}

function asFunction(value: unknown): unknown {
  const object = readObject(value);
  const custom = readObject(object?.custom);
  if (object === null || custom === null) return value;
  const { custom: _, ...rest } = object;
  const { name, input } = custom;
  const call = typeof input === 'string' ? { arguments: customArguments(input) } : {};
  return { ...rest, type: 'function', function: { name, ...call } };
}

const maxTokens = renamed('max-tokens', 'max_completion_tokens', 'max_tokens');
const maxCompletionTokens = renamed('max-completion-tokens', 'max_tokens', 'max_completion_tokens');

function renamed(id: string, from: string, to: string): Form {
  return {
    id,
    at: new RegExp(`^${from}$`),
    words: new RegExp(`\\b${from}\\b`),
    write: ({ path, body }) => {
      const { [from]: limit, ...rest } = body;
      return limit === undefined ? null : { path, body: { ...rest, [to]: limit } };
    },
  };
}

/** Adds the tool's name to results. Strict servers do not expect it. */
const unnamedResults: Form = {
  id: 'unnamed-results',
  at: /^messages\.\*(?:\.\w+)?\.name$/,
  words: /messages(?:\[\d+\]|\.\d+)\.name\b/,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    if (!messages.some(({ role, name }) => role === 'tool' && name !== undefined)) return null;
    const unnamed = messages.map(({ name, ...rest }) =>
      rest.role === 'tool' || name === undefined ? rest : { ...rest, name },
    );
    return { path, body: { ...body, messages: unnamed } };
  },
};

/** Some servers require a text with calls, even an empty text. */
const emptyContent: Form = {
  id: 'empty-content',
  at: /^messages\.\*.*\bcontent\b/,
  words: /content\b.{0,60}(?:<nil>|\bnull\b|\bnone\b)/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    if (!messages.some(({ content }) => content === null)) return null;
    const written = messages.map((message) => (message.content === null ? { ...message, content: '' } : message));
    return { path, body: { ...body, messages: written } };
  },
};

/** Chat templates such as Qwen's accept instructions only at the beginning. */
const systemFirst: Form = {
  id: 'system-first',
  at: /^messages\.\*.*\brole$/,
  words: /\bsystem\b.{0,40}\b(?:beginning|first|start)\b|\brole ['"`]?system['"`]? after/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    if (!messages.slice(1).some(({ role }) => role === 'system' || role === 'developer')) return null;
    const instead = 'the instructions within the conversation were moved to its beginning';
    const warning = { path: 'messages', action: 'converted', instead } as const;
    return { path, body: { ...body, messages: withSystemFirst(messages) }, warning };
  },
};

/** Some models think by default, and call tools only if thinking is off. */
const noEffort: Form = {
  id: 'no-effort',
  at: /^reasoning_effort$/,
  words: /reasoning_effort['"`]? to ['"`]none/i,
  write: ({ path, body }) => {
    if (readList(body.tools).length === 0 || body.reasoning_effort === 'none') return null;
    const instead = 'the reasoning was switched off, because the model calls tools only without it';
    const warning = { path: 'reasoning', action: 'converted', instead } as const;
    return { path, body: { ...body, reasoning_effort: 'none' }, warning };
  },
};

/** Chat templates such as Mistral's and Gemma's refuse two consecutive messages of one role. */
const alternatingRoles: Form = {
  id: 'alternating-roles',
  at: /^messages\.\*.*\brole$/,
  words: /\balternat(?:e|ing)\b|\bsuccessive (?:user|assistant)\b/i,
  write: ({ path, body }, { prefill }) => {
    if (prefill !== null) return null;
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    const turns = alternateRoles(messages);
    if (turns.length === messages.length && turns.every(({ role }, index) => role === messages[index]?.role))
      return null;
    const instead = 'consecutive messages of one role were joined';
    return { path, body: { ...body, messages: turns }, warning: { path: 'messages', action: 'converted', instead } };
  },
};

/** The weaker forms of chat completions, in the order in which they apply. */
export const openAiForms: readonly Form[] = [
  unstreamedChat,
  customAsFunctions,
  schemaInJsonMode,
  jsonModeWithoutSchema,
  formatInWords,
  toolChoiceAuto,
  noToolChoice,
  withoutTools,
  maxTokens,
  maxCompletionTokens,
  unnamedResults,
  textContent,
  emptyContent,
  noEffort,
  systemFirst,
  alternatingRoles,
  systemInUser,
];
