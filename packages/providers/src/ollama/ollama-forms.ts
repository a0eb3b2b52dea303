import { systemInUser, unstreamedChat, withInstructions, withoutTools } from '../forms/chat-forms.ts';
import type { Form } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';

const formatWords = /(?<!(?:image|file|audio) )\bformat\b/i;

/** Servers without structured outputs only have JSON mode. */
const jsonMode: Form = {
  id: 'json-mode',
  at: /^format\b/,
  words: formatWords,
  write: ({ path, body }, request) => {
    const instructions = instructionsFor(request);
    if (typeof body.format !== 'object' || body.format === null || instructions === null) return null;
    const messages = withInstructions(body.messages, instructions);
    return { path, body: { ...body, messages, format: 'json' }, warning: askedInWords };
  },
};

const formatInWords: Form = {
  id: 'format-in-words',
  at: /^format\b/,
  words: formatWords,
  write: ({ path, body }, request) => {
    const instructions = instructionsFor(request);
    if (body.format !== 'json' || instructions === null) return null;
    const { format, ...rest } = body;
    return { path, body: { ...rest, messages: withInstructions(body.messages, instructions) }, warning: askedInWords };
  },
};

const noThinking: Form = {
  id: 'no-thinking',
  at: /^think$/,
  words: /\bthink(?:ing)?\b/i,
  write: ({ path, body }) => {
    if (body.think === undefined) return null;
    const { think, ...rest } = body;
    return { path, body: rest, warning: { path: 'reasoning', action: 'dropped', instead: 'it was left out' } };
  },
};

/** The weaker forms of Ollama's chat, in the order in which they apply. */
export const ollamaForms: readonly Form[] = [
  unstreamedChat,
  jsonMode,
  formatInWords,
  withoutTools,
  noThinking,
  systemInUser,
];
