import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import type { WeakerForm, WrittenCall } from './weaker-form.ts';

/** Content as one text, for servers that know no parts. A call with other parts than text keeps them. */
export const contentAsText: WeakerForm = {
  id: 'content as text',
  names: ['content'],
  words: /content.{0,80}(?:must be a string|valid string|type string|expected (?:a )?string)/i,
  weaken: (call) =>
    changeMessages(call, (message) => {
      if (!Array.isArray(message.content)) return message;
      const parts = message.content.map(readObject);
      if (!parts.every((part) => part?.type === 'text')) return null;
      return { ...message, content: parts.map((part) => readText(part?.text) ?? '').join('\n') };
    }),
  warning: null,
};

/** Instructions at the head of the first user message, for models without a system role. */
export const systemAsUser: WeakerForm = {
  id: 'system as user',
  names: ['role', 'system', 'developer'],
  words: /(?:system|developer)[ _](?:role|message|prompt|instruction)s?.{0,40}(?:not|n't|un)/i,
  weaken: (call) => {
    const messages = readList(call.body.messages).map(readObject);
    const isSystem = (message: JsonObject | null): boolean =>
      message?.role === 'system' || message?.role === 'developer';
    const texts = messages.filter(isSystem).map((message) => textOf(message?.content));
    if (texts.length === 0) return null;
    const others = messages.filter((message) => !isSystem(message));
    const at = others.findIndex((message) => message?.role === 'user');
    const head = texts.join('\n\n');
    const user = others[at];
    const merged = user == null ? [{ role: 'user', content: head }, ...others] : others.with(at, withHead(user, head));
    return { ...call, body: { ...call.body, messages: merged } };
  },
  warning: {
    path: 'messages',
    action: 'converted',
    instead: 'the instructions were put at the head of the first user message',
  },
};

/** Members of messages, parts and tools that only some servers know. */
export const withoutInnerMembers: readonly WeakerForm[] = (
  [
    ['cache_control', 'cacheBreakpoint'],
    ['reasoning_content', 'messages.reasoning'],
    ['reasoning_details', 'messages.reasoning'],
    ['extra_content', 'messages.extra_content'],
    ['strict', 'tools.strict'],
    ['detail', 'messages.detail'],
    ['prefix', 'prefill'],
  ] as const
).map(([name, path]) => ({
  id: `without inner ${name}`,
  names: [name],
  weaken: (call) => {
    const messages = strip(call.body.messages, name);
    const tools = strip(call.body.tools, name);
    const system = strip(call.body.system, name);
    if (messages === call.body.messages && tools === call.body.tools && system === call.body.system) return null;
    return {
      ...call,
      body: { ...call.body, messages, ...(tools !== undefined && { tools }), ...(system !== undefined && { system }) },
    };
  },
  warning: { path, action: 'dropped', instead: 'it was left out' },
}));

/** Values that hold the caller's own members. */
const opaque: ReadonlySet<string> = new Set(['parameters', 'input_schema', 'input', 'arguments', 'schema']);

/** A value without a member, at any depth. The same value where it has none. */
function strip(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => strip(item, name));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const object = readObject(value);
  if (object === null) return value;
  let hasChanged = false;
  const entries = Object.entries(object).flatMap(([key, inner]): [string, unknown][] => {
    const stripped = opaque.has(key) ? inner : strip(inner, name);
    hasChanged ||= key === name || stripped !== inner;
    return key === name ? [] : [[key, stripped]];
  });
  return hasChanged ? Object.fromEntries(entries) : value;
}

/** The call with each message changed; null where none changes, or where `change` returns null for one. */
function changeMessages(call: WrittenCall, change: (message: JsonObject) => JsonObject | null): WrittenCall | null {
  const messages = readList(call.body.messages);
  const changed = messages.map((message) => {
    const object = readObject(message);
    return object === null ? message : change(object);
  });
  if (changed.includes(null) || changed.every((message, index) => message === messages[index])) return null;
  return { ...call, body: { ...call.body, messages: changed } };
}

function withHead(message: JsonObject, head: string): JsonObject {
  const { content } = message;
  if (Array.isArray(content)) return { ...message, content: [{ type: 'text', text: head }, ...content] };
  return { ...message, content: `${head}\n\n${readText(content) ?? ''}` };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return readList(content)
    .map((part) => readText(readObject(part)?.text) ?? '')
    .join('\n');
}
