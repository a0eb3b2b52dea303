import { textContent, unstreamedChat, withoutTools } from '../forms/chat-forms.ts';
import type { Form } from '../forms/form.ts';
import { askedInWords, instructionsFor } from '../forms/instructions-for.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';

const formatInWords: Form = {
  id: 'format-in-words',
  at: /^output_(?:config(?:\.format)?|format)\b/,
  words: /output_(?:config|format)|structured.?output/i,
  write: ({ path, body }, request) => {
    const config = readObject(body.output_config);
    const instructions = instructionsFor(request);
    if (config?.format === undefined || instructions === null) return null;
    const { format, ...others } = config;
    const { output_config, ...rest } = body;
    const written = { ...rest, ...(Object.keys(others).length > 0 && { output_config: others }) };
    return { path, body: { ...written, system: withInstructions(body.system, instructions) }, warning: askedInWords };
  },
};

function withInstructions(system: unknown, instructions: string): string | readonly unknown[] {
  if (Array.isArray(system)) return [{ type: 'text', text: instructions }, ...system];
  return typeof system === 'string' ? `${instructions}\n\n${system}` : instructions;
}

/** Some models cannot be forced to call a tool, or not while they think. */
const toolChoiceAuto: Form = {
  id: 'tool-choice-auto',
  at: /^tool_choice\b/,
  words: /tool.?choice|forces? tool use/i,
  write: ({ path, body }) => {
    const choice = readObject(body.tool_choice);
    if (choice === null || (choice.type !== 'any' && choice.type !== 'tool')) return null;
    const { name, ...rest } = choice;
    const instead = 'the model chooses, and Penstock checks its answer';
    const warning = { path: 'toolChoice', action: 'converted', instead } as const;
    return { path, body: { ...body, tool_choice: { ...rest, type: 'auto' } }, warning };
  },
};

const noToolChoice: Form = {
  id: 'no-tool-choice',
  at: /^tool_choice\b/,
  words: /tool.?choice/i,
  write: ({ path, body }) => {
    const choice: JsonObject | null = readObject(body.tool_choice);
    if (choice?.type !== 'auto' || readList(body.tools).length === 0) return null;
    const { tool_choice, ...rest } = body;
    return { path, body: rest };
  },
};

/** Newer models choose the length of their thinking, and accept no budget. */
const adaptiveThinking: Form = {
  id: 'adaptive-thinking',
  at: /^thinking\.type\b/,
  words: /thinking\.type\.(?:enabled|adaptive)/,
  write: ({ path, body }) => {
    const thinking = readObject(body.thinking);
    if (thinking?.type !== 'enabled') return null;
    const { budget_tokens, ...rest } = thinking;
    const warning = {
      path: 'reasoning',
      action: 'converted',
      instead: 'the model decides how long it thinks',
    } as const;
    return { path, body: { ...body, thinking: { ...rest, type: 'adaptive' } }, warning };
  },
};

/** Older models accept instructions only before the conversation. */
const systemOnTop: Form = {
  id: 'system-on-top',
  at: /^messages\.\*\.role$/,
  words: /messages\.\d+\.role\b|\brole\b.{0,40}\bsystem\b|\bsystem\b.{0,20}\b(?:role|messages?)\b/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    const placed = messages.filter(({ role }) => role === 'system');
    if (placed.length === 0) return null;
    const above = typeof body.system === 'string' ? [{ type: 'text', text: body.system }] : readList(body.system);
    const system = [...above, ...placed.flatMap(({ content }) => readList(content))];
    const instead = 'the instructions within the conversation were moved to its beginning';
    return {
      path,
      body: { ...body, system, messages: messages.filter(({ role }) => role !== 'system') },
      warning: { path: 'messages', action: 'converted', instead },
    };
  },
};

const isThought = (block: unknown): boolean => /^(?:redacted_)?thinking$/.test(String(readObject(block)?.type));

/**
 * Thinking with a signature of another account or service. A thinking model requires it before the calls that it
 * continues from, so thinking is then off.
 */
const noEarlierThoughts: Form = {
  id: 'no-earlier-thoughts',
  at: /^messages\.\*\.content\.\*\.(?:signature|data)$/,
  words: /invalid .?(?:signature|data)\b.{0,30}thinking/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    const left = messages.flatMap((message) => {
      if (message.role !== 'assistant' || !Array.isArray(message.content)) return [message];
      const content = message.content.filter((block) => !isThought(block));
      return content.length === 0 ? [] : [{ ...message, content }];
    });
    if (JSON.stringify(left) === JSON.stringify(messages)) return null;
    const { thinking, ...rest } = body;
    const goesOn = readList(messages.at(-1)?.content).some((block) => readObject(block)?.type === 'tool_result');
    const thinks = thinking === undefined || goesOn ? {} : { thinking };
    const instead = 'the reasoning of earlier answers was left out';
    const warning = { path: 'messages', action: 'dropped', instead } as const;
    return { path, body: { ...rest, ...thinks, messages: left }, warning };
  },
};

/** The weaker forms of Anthropic's messages, in the order in which they apply. */
export const anthropicForms: readonly Form[] = [
  unstreamedChat,
  formatInWords,
  systemOnTop,
  adaptiveThinking,
  noEarlierThoughts,
  toolChoiceAuto,
  noToolChoice,
  withoutTools,
  textContent,
];
