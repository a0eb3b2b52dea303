import { isDeepStrictEqual } from 'node:util';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { Form, WrittenCall } from './form.ts';
import type { Refusal } from './read-refusal.ts';
import { optionalMembers, valueOfMember, withoutMember } from './without-member.ts';

/** Members for stop sequences, in all dialects. Without them, Penstock cuts the answer. */
const stopMembers: ReadonlySet<string> = new Set(['stop', 'stop_sequences', 'stopSequences']);

/** Members whose absence the caller does not notice: Penstock counts the answer's usage. */
const silentMembers: ReadonlySet<string> = new Set(['stream_options']);

/** Names of members in a request that differ from the names on the wire. */
const nameInRequest: Readonly<Record<string, string>> = { p: 'topP', k: 'topK', think: 'reasoning', user: 'endUser' };

const prefix = 'without:';

/** The form for servers without `stream_options`. Penstock then counts the usage. */
export const withoutStreamOptions = `${prefix}stream_options`;

/** Whether a form omits the stop sequences. */
export function leavesStopOut(id: string): boolean {
  const { name } = memberOf(id) ?? {};
  return name !== undefined && stopMembers.has(name);
}

/**
 * The form that follows a refusal: a form of the dialect, else the call without a refused member. The first member that
 * the server names counts. Null if no form is left. `applied`: the forms of the refused call.
 */
export function nextForm(
  refusal: Refusal,
  call: WrittenCall,
  { forms, request, applied }: { forms: readonly Form[]; request: ModelRequest; applied: ReadonlySet<string> },
): Form | null {
  // Some servers write the kind of the error there instead of a place.
  const paths = refusal.paths.filter((path) => Object.hasOwn(call.body, path.split('.', 1)[0] ?? ''));
  let first: { form: Form; place: number } | null = null;
  const left = forms.filter(({ id }) => !applied.has(id));
  for (const form of [...left, ...formsWithout(refusal, call.body, applied)]) {
    const place = placeOf(form, refusal.words, paths);
    if (place === null || (first !== null && first.place <= place)) continue;
    if (form.write(call, request) !== null) first = { form, place };
  }
  return first?.form ?? null;
}

/** Where a refusal names the members of a form. A path counts as the beginning. Null if it does not. */
function placeOf({ at, words, isLast }: Form, text: string, paths: readonly string[]): number | null {
  if (paths.some((path) => at.test(path))) return -1;
  if (paths.length > 0) return null;
  const place = words.exec(text)?.index ?? null;
  return place !== null && isLast === true ? place + text.length : place;
}

function formsWithout(refusal: Refusal, body: JsonObject, applied: ReadonlySet<string>): readonly Form[] {
  const forms: Form[] = [];
  for (const name of optionalMembers(body)) {
    const value = refusal.isOfValue ? valueOfMember(body, name) : undefined;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const id = isPlain && !stopMembers.has(name) ? `${prefix}${name}=${JSON.stringify(value)}` : `${prefix}${name}`;
    if (!applied.has(id)) forms.push(formWithout(id, name, isPlain ? value : undefined));
  }
  return forms;
}

/** The form for a remembered id. Null for an id without a member. */
export function formOfId(id: string): Form | null {
  const member = memberOf(id);
  return member === null ? null : formWithout(id, member.name, member.value);
}

function memberOf(id: string): { name: string; value?: unknown } | null {
  if (!id.startsWith(prefix)) return null;
  const member = id.slice(prefix.length);
  const equals = member.indexOf('=');
  if (equals === -1) return { name: member };
  return { name: member.slice(0, equals), value: JSON.parse(member.slice(equals + 1)) };
}

function formWithout(id: string, name: string, value: unknown): Form {
  return {
    id,
    at: new RegExp(`(?:^|\\.)(?:${spellings(name)})$`),
    words: wordsFor(name),
    write: ({ path, body }) => {
      const written = withoutMember(body, name, value);
      if (isDeepStrictEqual(written, body)) return null;
      if (silentMembers.has(name)) return { path, body: written };
      const isStop = stopMembers.has(name);
      const instead = isStop ? 'Penstock cuts the answer at them instead' : 'it was left out';
      const place = isStop ? 'stop' : (nameInRequest[name] ?? toCamelCase(name));
      return {
        path,
        body: written,
        warning: { path: place, action: isStop ? 'converted' : 'dropped', instead },
      };
    },
  };
}

/**
 * A name in the style of the protocol, as `top_k`, counts anywhere. A plain word counts only in quotes or beside a word
 * for members.
 */
function wordsFor(name: string): RegExp {
  if (stopMembers.has(name))
    return /\bstop(?:.?sequences?\b|['"`’”]|:| (?:is|are|words?)\b|\.?$)|(?:parameter|argument) stop\b/im;
  const names = spellings(name);
  if (/[_A-Z]/.test(name)) return new RegExp(`(?<!\\w)(?:${names})(?!\\w)`);
  const before = `(?:parameters?|arguments?|fields?|members?|options?|propert(?:y|ies)|settings?|keys?|supplied|supports?|request|values? for)[:\\s]+`;
  const after = `(?::| ['"\`](?=\\w)| (?:is|are|was|has|does|must|may|can|cannot|parameters?|options?|values?|sequences?)\\b)`;
  const quoted = `['"\`‘“](?:${names})['"\`’”]`;
  return new RegExp(
    `${quoted}|:\\s*(?:${names})\\.?$|\\b${before}(?:${names})\\b|(?<![\\w.])(?:${names})${after}`,
    'i',
  );
}

/** Servers write members in their own style: `top_k` for `topK`. */
function spellings(name: string): string {
  return [...new Set([name, toSnakeCase(name), toCamelCase(name)])].map(escaped).join('|');
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, '\\$&');
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
