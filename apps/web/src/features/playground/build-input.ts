import { type Route, routeInput } from './route.ts';
import type { GenerateInput } from './run-documents.ts';
import type { Settings } from './settings.ts';
import { type Attachment, answerOf, type Turn } from './turn.ts';

/** The request, or one sentence with the reason why it cannot be built. */
export type BuiltInput = { type: 'ready'; input: GenerateInput } | { type: 'invalid'; problem: string };

/** The input for the request of one lane. */
export type Question = {
  settings: Settings;
  /** The earlier turns. */
  turns: readonly Pick<Turn, 'prompt' | 'files' | 'lanes'>[];
  prompt: string;
  files: readonly Attachment[];
  route: Route;
  /** Index among the lanes, from 0. The request continues the answers at this index. */
  laneIndex: number;
};

/** Builds the request of a lane. */
export function buildInput(question: Question): BuiltInput {
  const { settings, route } = question;
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
  const messages = buildMessages(question);
  return {
    type: 'ready',
    input: {
      ...routeInput(route),
      ...(settings.template ? { template: templateUse(settings.template) } : {}),
      ...(messages.length > 0 ? { messages } : {}),
      enableFallback: settings.isFallbackEnabled,
      ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
      ...(settings.maxTokens === null ? {} : { maxTokens: settings.maxTokens }),
      ...(settings.reasoningEffort === null ? {} : { reasoning: { effort: settings.reasoningEffort } }),
      ...(settings.costLimitUsd === null ? {} : { costLimitUsd: String(settings.costLimitUsd) }),
      ...(settings.format === 'TEXT' ? {} : { responseFormat: { type: settings.format, schema } }),
      ...(tools ? { tools } : {}),
    },
  };
}

type Messages = NonNullable<GenerateInput['messages']>;

/** Turns without an answer are omitted: a model that gets two prompts in a row would answer both. */
function buildMessages({ settings, turns, prompt, files, laneIndex }: Question): Messages {
  const system = settings.systemMessage.trim();
  return [
    ...(system ? [{ role: 'SYSTEM' as const, content: system }] : []),
    ...turns.flatMap((turn): Messages => {
      const content = answerOf(turn, laneIndex);
      return content === '' ? [] : [...userMessage(turn), { role: 'ASSISTANT', content }];
    }),
    ...userMessage({ prompt, files }),
  ];
}

/** None when the template contains the whole prompt. */
function userMessage({ prompt, files }: Pick<Turn, 'prompt' | 'files'>): Messages {
  if (prompt === '' && files.length === 0) return [];
  if (files.length === 0) return [{ role: 'USER', content: prompt }];
  const parts = files.map(({ name, mediaType, data }) =>
    mediaType.startsWith('image/')
      ? { type: 'IMAGE' as const, mediaType, data }
      : { type: 'FILE' as const, mediaType, data, name },
  );
  return [{ role: 'USER', parts: [...(prompt === '' ? [] : [{ type: 'TEXT' as const, text: prompt }]), ...parts] }];
}

/** Typed values that are JSON are sent as such, so that numbers and booleans fit their variables. */
function templateUse({ name, values }: NonNullable<Settings['template']>): NonNullable<GenerateInput['template']> {
  const filled = Object.entries(values).filter(([, text]) => text !== '');
  return { name, variables: Object.fromEntries(filled.map(([key, text]) => [key, readValue(text)])) };
}

function readValue(text: string): unknown {
  const value = parseJson(text);
  return value === undefined || value === null ? text : value;
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
  // OpenAI's documentation shows the shape `{ type, function }`, which most users copy.
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
