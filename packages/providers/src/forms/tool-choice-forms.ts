import type { JsonObject } from '../json/read-json-value.ts';
import type { Form, FormedCall } from './form.ts';

/** Forms of OpenAI's `tool_choice`. */

/** The model chooses. */
export const toolChoiceAuto: Form = {
  id: 'tool-choice-auto',
  at: /^tool_choice\b/,
  words: /tool.?choice/i,
  write: ({ path, body }) => {
    if (body.tool_choice === undefined || body.tool_choice === 'auto') return null;
    const { tool_choice, ...rest } = body;
    if (tool_choice === 'none') return withoutOffer(path, rest);
    const instead = 'the model chooses, and Penstock checks its answer';
    const warning = { path: 'toolChoice', action: 'converted', instead } as const;
    return { path, body: { ...rest, tool_choice: 'auto' }, warning };
  },
};

/** The choice is omitted. */
export const noToolChoice: Form = {
  id: 'no-tool-choice',
  at: /^tool_choice\b/,
  words: /tool.?choice/i,
  write: ({ path, body }) => {
    if (body.tool_choice !== 'auto') return null;
    const { tool_choice, ...rest } = body;
    return { path, body: rest };
  },
};

/** If no call is wanted, no tool needs to be offered. */
function withoutOffer(path: string, { tools, parallel_tool_calls, ...rest }: JsonObject): FormedCall {
  return { path, body: rest };
}
