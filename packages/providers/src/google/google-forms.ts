import { type Form, unstreamed } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';

const unstreamedContent: Form = {
  id: unstreamed,
  at: /^stream$/,
  words: /\bstream(?:ing|GenerateContent)?\b/i,
  write: ({ path, body }) => {
    if (!path.includes(':streamGenerateContent')) return null;
    return { path: path.replace(':streamGenerateContent?alt=sse', ':generateContent'), body };
  },
};

const schemaInWords: Form = {
  id: 'schema-in-words',
  at: /response_?json_?schema/i,
  words: /response_?(?:json_?)?schema/i,
  write: ({ path, body }, request) => {
    const config = readObject(body.generationConfig);
    if (config?.responseJsonSchema === undefined) return null;
    const { responseJsonSchema, ...rest } = config;
    return {
      path,
      body: withWords({ ...body, generationConfig: rest }, instructionsFor(request)),
      warning: askedInWords,
    };
  },
};

const formatInWords: Form = {
  id: 'format-in-words',
  at: /response_?mime_?type/i,
  words: /json.?mode|response.?mime.?type/i,
  write: ({ path, body }, request) => {
    const config = readObject(body.generationConfig);
    if (config?.responseMimeType === undefined) return null;
    const { responseJsonSchema, responseMimeType, ...rest } = config;
    return {
      path,
      body: withWords({ ...body, generationConfig: rest }, instructionsFor(request)),
      warning: askedInWords,
    };
  },
};

/** Puts the instructions before the system text, once. */
function withWords(body: JsonObject, instructions: string | null): JsonObject {
  const parts = readList(readObject(body.systemInstruction)?.parts);
  if (instructions === null || readObject(parts[0])?.text === instructions) return body;
  return { ...body, systemInstruction: { parts: [{ text: instructions }, ...parts] } };
}

const callingModeAuto: Form = {
  id: 'tool-choice-auto',
  at: /tool_?config/i,
  words: /tool_?config|function_?calling_?config|calling mode|mode ANY/i,
  write: ({ path, body }) => {
    const mode = readObject(readObject(body.toolConfig)?.functionCallingConfig)?.mode;
    if (mode === undefined) return null;
    const { toolConfig, ...rest } = body;
    if (mode === 'AUTO') return { path, body: rest };
    if (mode === 'NONE') return { path, body: withoutTools(rest) };
    const instead = 'the model chooses, and Penstock checks its answer';
    return { path, body: rest, warning: { path: 'toolChoice', action: 'converted', instead } };
  },
};

const noTools: Form = {
  id: 'no-tools',
  isLast: true,
  at: /^tools$/,
  words: /function.?calling|tool.?use|['"`]tools['"`]|\btools\b/i,
  write: ({ path, body }, { toolChoice }) => {
    if (body.tools === undefined) return null;
    if (toolChoice !== null && toolChoice.type !== 'auto' && toolChoice.type !== 'none') return null;
    const warning = { path: 'tools', action: 'dropped', instead: 'they were left out' } as const;
    return { path, body: withoutTools(body), warning };
  },
};

function withoutTools({ tools, toolConfig, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Models without thinking refuse its settings. */
const noThinking: Form = {
  id: 'no-thinking',
  at: /thinking_?config/i,
  words: /\bthinking(?:_?config)?\b/i,
  write: ({ path, body }) => {
    const config = readObject(body.generationConfig);
    if (config?.thinkingConfig === undefined) return null;
    const { thinkingConfig, ...rest } = config;
    const warning = { path: 'reasoning', action: 'dropped', instead: 'it was left out' } as const;
    return { path, body: { ...body, generationConfig: rest }, warning };
  },
};

/** Google uses one word for two members. */
function settingsForm(id: string, words: RegExp, names: readonly string[], place: string): Form {
  return {
    id,
    at: new RegExp(`generation_?config\\.(?:${names.join('|')})$`, 'i'),
    words,
    write: ({ path, body }) => {
      const config = readObject(body.generationConfig) ?? {};
      if (!names.some((name) => config[name] !== undefined)) return null;
      const kept = Object.entries(config).filter(([name]) => !names.includes(name));
      const warning = { path: place, action: 'dropped', instead: 'they were left out' } as const;
      return { path, body: { ...body, generationConfig: Object.fromEntries(kept) }, warning };
    },
  };
}

const noPenalties = settingsForm(
  'no-penalties',
  /\bpenalty is not enabled/i,
  ['frequencyPenalty', 'presencePenalty'],
  'frequencyPenalty',
);
const noLogprobs = settingsForm(
  'no-logprobs',
  /\blogprobs is not enabled/i,
  ['responseLogprobs', 'logprobs'],
  'logprobs',
);

/** Gemma at Google's address accepts no instructions. They are put before the first message of the user. */
const systemInUser: Form = {
  id: 'system-in-user',
  at: /^system_?instruction/i,
  words: /(?:system|developer).?instruction/i,
  write: ({ path, body }) => {
    const parts = readList(readObject(body.systemInstruction)?.parts);
    const contents = readList(body.contents).map((content) => readObject(content) ?? {});
    const user = contents.findIndex(({ role }) => role === 'user');
    const first = contents[user];
    if (parts.length === 0 || first === undefined) return null;
    const text = parts.map((part) => readText(readObject(part)?.text) ?? '').join('\n\n');
    contents[user] = { ...first, parts: [{ text }, ...readList(first.parts)] };
    const { systemInstruction, ...rest } = body;
    const instead = 'the system text went into the first user message';
    return { path, body: { ...rest, contents }, warning: { path: 'messages', action: 'converted', instead } };
  },
};

/** The weaker forms of Gemini's API, in the order in which they apply. */
export const googleForms: readonly Form[] = [
  unstreamedContent,
  schemaInWords,
  formatInWords,
  callingModeAuto,
  noTools,
  noThinking,
  noPenalties,
  noLogprobs,
  systemInUser,
];
