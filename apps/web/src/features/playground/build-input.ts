import { routeInput } from './route.ts';
import type { GenerateInput } from './run-documents.ts';
import type { RunState } from './run-state.ts';
import type { Settings } from './settings.ts';

/** A prompt and its run. */
export type Turn = { id: string; prompt: string; run: RunState };

/** The request, or one sentence that says why it cannot be built. */
export type BuiltInput = { type: 'ready'; input: GenerateInput } | { type: 'invalid'; problem: string };

type Conversation = { settings: Settings; turns: readonly Pick<Turn, 'prompt' | 'run'>[]; prompt: string };

/** Builds the request for a prompt after the given turns. */
export function buildInput({ settings, turns, prompt }: Conversation): BuiltInput {
  const schema = settings.format === 'JSON_SCHEMA' ? parseJson(settings.schemaText) : undefined;
  if (settings.format === 'JSON_SCHEMA' && !isObject(schema)) {
    return { type: 'invalid', problem: 'The schema is not a JSON object.' };
  }
  const tools = settings.toolsText.trim() === '' ? undefined : readTools(settings.toolsText);
  if (tools === null) {
    return {
      type: 'invalid',
      problem: 'The tools are not a JSON array of {"name", "description", "parameters"}.',
    };
  }
  return {
    type: 'ready',
    input: {
      ...routeInput(settings.route),
      messages: buildMessages({ settings, turns, prompt }),
      enableFallback: settings.isFallbackEnabled,
      ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
      ...(settings.maxTokens === null ? {} : { maxTokens: settings.maxTokens }),
      ...(settings.costLimitUsd === null ? {} : { costLimitUsd: String(settings.costLimitUsd) }),
      ...(settings.format === 'TEXT' ? {} : { responseFormat: { type: settings.format, schema } }),
      ...(tools ? { tools } : {}),
    },
  };
}

/** Turns without an answer are omitted: a model that gets two prompts in a row would answer both. */
function buildMessages({ settings, turns, prompt }: Conversation): NonNullable<GenerateInput['messages']> {
  const system = settings.systemMessage.trim();
  return [
    ...(system ? [{ role: 'SYSTEM' as const, content: system }] : []),
    ...turns
      .filter(({ run }) => run.text !== '')
      .flatMap((turn) => [
        { role: 'USER' as const, content: turn.prompt },
        { role: 'ASSISTANT' as const, content: turn.run.text },
      ]),
    { role: 'USER' as const, content: prompt },
  ];
}

type ToolInput = NonNullable<GenerateInput['tools']>[number];

/** Null when the text is not a list of tools. */
function readTools(text: string): ToolInput[] | null {
  const value = parseJson(text);
  const list = Array.isArray(value) ? value : [value];
  const tools = list.map(readTool);
  return tools.every((tool) => tool !== null) ? tools : null;
}

function readTool(value: unknown): ToolInput | null {
  // `{ type, function }` is the shape in OpenAI's documentation, which most people copy.
  const tool = isObject(value) && isObject(value.function) ? value.function : value;
  if (!isObject(tool) || typeof tool.name !== 'string' || !isObject(tool.parameters)) return null;
  const description = typeof tool.description === 'string' ? { description: tool.description } : {};
  return { name: tool.name, parameters: tool.parameters, ...description };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
