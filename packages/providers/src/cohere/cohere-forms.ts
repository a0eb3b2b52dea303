import { textContent, unstreamedChat, withInstructions, withoutTools } from '../forms/chat-forms.ts';
import type { Form } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';
import { readObject } from '../json/read-json-value.ts';

const jsonModeWithoutSchema: Form = {
  id: 'json-mode-without-schema',
  at: /^response_format\.json_schema\b/,
  words: /response.?format|json.?schema/i,
  write: ({ path, body }, request) => {
    const instructions = instructionsFor(request);
    if (readObject(body.response_format)?.json_schema === undefined || instructions === null) return null;
    const messages = withInstructions(body.messages, instructions);
    return { path, body: { ...body, messages, response_format: { type: 'json_object' } }, warning: askedInWords };
  },
};

const formatInWords: Form = {
  id: 'format-in-words',
  at: /^response_format\b/,
  words: /response.?format|json.?(?:object|mode)/i,
  write: ({ path, body }, request) => {
    const instructions = instructionsFor(request);
    if (body.response_format === undefined || instructions === null) return null;
    const { response_format, ...rest } = body;
    return { path, body: { ...rest, messages: withInstructions(body.messages, instructions) }, warning: askedInWords };
  },
};

const noToolChoice: Form = {
  id: 'no-tool-choice',
  at: /^tool_choice\b/,
  words: /tool.?choice/i,
  write: ({ path, body }) => {
    if (body.tool_choice === undefined) return null;
    const { tool_choice, ...rest } = body;
    if (tool_choice === 'NONE') {
      const { tools, ...others } = rest;
      return { path, body: others };
    }
    const instead = 'the model chooses, and Penstock checks its answer';
    return { path, body: rest, warning: { path: 'toolChoice', action: 'converted', instead } };
  },
};

/** The weaker forms of Cohere's chat, in the order in which they apply. */
export const cohereForms: readonly Form[] = [
  unstreamedChat,
  jsonModeWithoutSchema,
  formatInWords,
  noToolChoice,
  withoutTools,
  textContent,
];
