import { unstreamedChat, withoutTools } from '../forms/chat-forms.ts';
import type { Form } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';
import { noToolChoice, toolChoiceAuto } from '../forms/tool-choice-forms.ts';
import { readList, readObject } from '../json/read-json-value.ts';

/** Models that do not reason have nothing to encrypt. */
const noInclude: Form = {
  id: 'no-include',
  at: /^include\b/,
  words: /\binclude\b|encrypted content is not supported/i,
  write: ({ path, body }) => {
    if (body.include === undefined) return null;
    const { include, ...rest } = body;
    return { path, body: rest };
  },
};

/** OpenAI shows summaries only to verified organisations. */
const noSummary: Form = {
  id: 'no-summary',
  at: /^reasoning\.summary$/,
  words: /reasoning.summar/i,
  write: ({ path, body }) => {
    const { summary, ...reasoning } = readObject(body.reasoning) ?? {};
    if (summary === undefined) return null;
    const { reasoning: _, ...rest } = body;
    const written = Object.keys(reasoning).length === 0 ? rest : { ...rest, reasoning };
    const warning = { path: 'reasoning.summary', action: 'dropped', instead: 'it was left out' } as const;
    return { path, body: written, warning };
  },
};

/** Reasoning that another key, or another deployment, has encrypted. */
const noEncryptedReasoning: Form = {
  id: 'no-encrypted-reasoning',
  at: /^input\.\*.*\bencrypted_content$/,
  words:
    /encrypted.content\b.{0,400}\b(?:could not|cannot|can't) be (?:verified|decrypted)|invalid_encrypted_content/is,
  write: ({ path, body }) => {
    const input = readList(body.input);
    const readable = input.filter((item) => readObject(item)?.encrypted_content === undefined);
    if (readable.length === input.length) return null;
    const instead = 'the reasoning of earlier answers was left out';
    const warning = { path: 'messages', action: 'dropped', instead } as const;
    return { path, body: { ...body, input: readable }, warning };
  },
};

const formatInWords: Form = {
  id: 'format-in-words',
  at: /^text(?:\.format\b.*)?$/,
  words: /text\.format|\bformat\b|json.?(?:schema|object|mode)|structured.?output/i,
  write: ({ path, body }, request) => {
    const { format, ...others } = readObject(body.text) ?? {};
    const instructions = instructionsFor(request);
    if (format === undefined || instructions === null) return null;
    const { text, ...rest } = body;
    const before = typeof body.instructions === 'string' ? `\n\n${body.instructions}` : '';
    const written = { ...rest, ...(Object.keys(others).length > 0 && { text: others }) };
    return { path, body: { ...written, instructions: instructions + before }, warning: askedInWords };
  },
};

/** The weaker forms of a response, in the order in which they apply. */
export const responsesForms: readonly Form[] = [
  unstreamedChat,
  noInclude,
  noSummary,
  noEncryptedReasoning,
  formatInWords,
  toolChoiceAuto,
  noToolChoice,
  withoutTools,
];
