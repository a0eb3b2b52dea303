import type { OfferedTool, Question, SeenImage, Turn } from '../answer/question.ts';
import { recordAt, stringAt } from '../json-value.ts';
import { Refusal } from '../response/refusal.ts';

/** Every key is valid, except an empty key and keys that start with `bad`. */
export function checkKey(key: string | null, wording: { missing: string; wrong: string }): void {
  if (key === null || key === '') throw new Refusal({ kind: 'missing-key', message: wording.missing });
  if (key.startsWith('bad')) throw new Refusal({ kind: 'wrong-key', message: wording.wrong });
}

/** The key of `Authorization: Bearer KEY`. Null if there is none. */
export function bearerKey(headers: Readonly<Record<string, string>>): string | null {
  return /^Bearer\s+(\S*)$/i.exec((headers.authorization ?? '').trimEnd())?.[1] ?? null;
}

/** A request that the protocol does not allow, with its message and the wrong field. */
export function invalid(message: string, field: string | null = null): Refusal {
  return new Refusal({ kind: 'bad-request', message, field });
}

/** Every model exists, except those whose names start with `missing-`. `message` null: the dialect's own message. */
export function checkModel(model: string, message: string | null = null): void {
  if (model.startsWith('missing-')) throw new Refusal({ kind: 'unknown-model', message, field: 'model' });
}

/** Removes the prefill from the conversation: an assistant message at the end without calls. */
export function splitPrefill(turns: readonly Turn[]): Pick<Question, 'turns' | 'prefill'> {
  const last = turns.at(-1);
  if (last?.role !== 'assistant' || last.calls.length > 0) return { turns, prefill: null };
  return { turns: turns.slice(0, -1), prefill: last.text };
}

/** Tools as `{ type: "function", function: { name, description, parameters } }`. Those without a name are left out. */
export function readFunctionTools(tools: readonly unknown[]): OfferedTool[] {
  return tools.flatMap((tool) => {
    const described = recordAt(tool, 'function');
    const name = stringAt(described, 'name');
    if (name === null) return [];
    return [{ name, description: stringAt(described, 'description') ?? '', schema: recordAt(described, 'parameters') }];
  });
}

/** An image by its address or as a data URL; null for anything else. */
export function readImageUrl(url: string): SeenImage | null {
  if (/^https?:\/\/\S+$/i.test(url)) return { url };
  const [, mediaType, data] = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/.exec(url) ?? [];
  return mediaType === undefined || data === undefined ? null : { mediaType, data };
}
