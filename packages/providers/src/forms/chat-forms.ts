import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { type Form, unstreamed } from './form.ts';

/** Forms of bodies with `messages`, `stream` and `tools`, as in most dialects. */

/** The answer comes as one document. */
export const unstreamedChat: Form = {
  id: unstreamed,
  at: /^stream$/,
  words: /\bstream(?:ing|ed)?\b(?!_)/i,
  write: ({ path, body }) => {
    if (body.stream !== true) return null;
    const { stream_options, ...rest } = body;
    return { path, body: { ...rest, stream: false } };
  },
};

/** Without tools the model can only answer in text. */
export const withoutTools: Form = {
  id: 'no-tools',
  isLast: true,
  at: /^tools$/,
  words: /\btool.?(?:use|calls?|calling)\b|function.?call|['"`]tools['"`]|\btools\b|tool choice requires/i,
  write: ({ path, body }, { toolChoice }) => {
    if (readList(body.tools).length === 0) return null;
    // A required call cannot be text.
    if (toolChoice !== null && toolChoice.type !== 'auto' && toolChoice.type !== 'none') return null;
    const { tools, tool_choice, parallel_tool_calls, ...rest } = body;
    return { path, body: rest, warning: { path: 'tools', action: 'dropped', instead: 'they were left out' } };
  },
};

/** Joins parts that are all text into one text. */
export const textContent: Form = {
  id: 'text-content',
  at: /^(?:(?:messages\.\*|system\b).*\bcontent\b|system\b)(?!.*\bcache_control\b)/,
  words: /content.{0,60}\bstring\b|\bstring\b.{0,60}content|content.{0,40}(?:list|array|sequence)/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map(toTextMessage);
    const system = Array.isArray(body.system) ? textOf(body.system) : null;
    if (messages.every((message) => message === null) && system === null) return null;
    const written = messages.map((message, index) => message ?? readList(body.messages)[index]);
    return { path, body: { ...body, messages: written, ...(system !== null && { system }) } };
  },
};

/** Puts the system text before the first message of the user. */
export const systemInUser: Form = {
  id: 'system-in-user',
  at: /^messages\.\*.*\brole$/,
  words:
    /\b(?:system|developer)['"`]? (?:roles?|messages?|prompts?|instructions?)|roles?\b.{0,40}\bsystem\b|support ['"`]system/i,
  write: ({ path, body }) => {
    const messages = readList(body.messages).map((message) => readObject(message) ?? {});
    const texts = messages.filter(isSystem).map(({ content }) => (Array.isArray(content) ? textOf(content) : content));
    const others = messages.filter((message) => !isSystem(message));
    const user = others.findIndex(({ role }) => role === 'user');
    if (texts.length === 0 || user === -1 || texts.some((text) => typeof text !== 'string')) return null;
    others[user] = withTextBefore(others[user] ?? {}, texts.join('\n\n'));
    const warning = {
      path: 'messages',
      action: 'converted',
      instead: 'the system text went into the first user message',
    } as const;
    return { path, body: { ...body, messages: others }, warning };
  },
};

function isSystem({ role }: JsonObject): boolean {
  return role === 'system' || role === 'developer';
}

function withTextBefore(message: JsonObject, text: string): JsonObject {
  const { content } = message;
  if (typeof content === 'string') return { ...message, content: `${text}\n\n${content}` };
  return { ...message, content: [{ type: 'text', text }, ...readList(content)] };
}

function toTextMessage(value: unknown): JsonObject | null {
  const message = readObject(value);
  const text = Array.isArray(message?.content) ? textOf(message.content) : null;
  return text === null ? null : { ...message, content: text };
}

/** The joined texts of parts. Null if one of them is not text. */
function textOf(parts: readonly unknown[]): string | null {
  const texts = parts.map((part) =>
    readObject(part)?.type === 'text' ? (readText(readObject(part)?.text) ?? '') : null,
  );
  return texts.includes(null) ? null : texts.join('\n');
}

/** Joins all instructions into the first system message of a conversation. */
export function withInstructions(messages: unknown, instructions: string): readonly unknown[] {
  const [first, ...rest] = readList(messages);
  const system = readObject(first);
  if (system === null || !isSystem(system) || typeof system.content !== 'string') {
    return [{ role: 'system', content: instructions }, ...readList(messages)];
  }
  if (system.content.startsWith(instructions)) return readList(messages);
  return [{ ...system, content: `${instructions}\n\n${system.content}` }, ...rest];
}
