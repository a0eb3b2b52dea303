import { InputError } from '../../errors/service-error.ts';
import { parseLabel } from './parse-limits.ts';
import type { FieldPath } from './parse-routing.ts';

/** The end user, session and tags of a request, in the caller's own words. */
export type Attribution = { endUser: string | null; session: string | null; tags: readonly string[] };

/** An attribution before it is checked. A member that is absent or null is not given. */
export type UncheckedAttribution = {
  endUser?: string | null | undefined;
  session?: string | null | undefined;
  tags?: readonly string[] | null | undefined;
};

/** The most characters of an end user or a session; the most characters and number of tags. */
const longestName = 200;
const longestTag = 100;
export const mostTags = 20;

export const noAttribution: Attribution = { endUser: null, session: null, tags: [] };

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for them
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Checks an attribution in Penstock's own members. An `InputError` names the field and its limit. */
export function parseAttribution(
  input: UncheckedAttribution,
  pathOf: FieldPath<keyof UncheckedAttribution>,
): Attribution {
  const { tags } = input;
  if (tags != null && tags.length > mostTags) {
    throw new InputError(pathOf('tags'), `may have at most ${mostTags} tags, not ${tags.length}`);
  }
  return {
    endUser: parse(input.endUser, longestName, pathOf('endUser')),
    session: parse(input.session, longestName, pathOf('session')),
    tags: unique((tags ?? []).map((tag, index) => parse(tag, longestTag, pathOf('tags', index)))),
  };
}

/** Checks the attribution in Penstock's own headers (`http/read-attribution.ts`). An `InputError` names the header. */
export function parseHeaderAttribution(headers: UncheckedAttribution | null): Attribution {
  return headers === null ? noAttribution : parseAttribution(headers, (field) => headerNames[field]);
}

/** The session in a client's own header. It counts only if the request names none. */
export function clientAttribution({
  clientSession,
}: {
  clientSession?: string | undefined;
  tags?: unknown;
}): Attribution {
  return clientSession === undefined ? noAttribution : { ...noAttribution, session: clientSession };
}

const headerNames: Readonly<Record<keyof UncheckedAttribution, string>> = {
  endUser: 'x-penstock-end-user',
  session: 'x-penstock-session',
  tags: 'x-penstock-tags',
};

/**
 * Reads an attribution from the members of another protocol. A value of another form, or beyond a limit, is ignored.
 */
export function takeAttribution({ endUser, session, tags }: Record<keyof UncheckedAttribution, unknown>): Attribution {
  const list = typeof tags === 'string' ? tags.split(',') : Array.isArray(tags) ? tags : [];
  return {
    endUser: take(endUser, longestName),
    session: take(session, longestName),
    tags: unique(list.slice(0, mostTags).map((tag) => take(tag, longestTag))),
  };
}

/** Merges attributions. The first end user and the first session count; tags add up, to the limit. */
export function mergeAttributions(all: readonly Attribution[]): Attribution {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return first;
  return {
    endUser: all.find(({ endUser }) => endUser !== null)?.endUser ?? null,
    session: all.find(({ session }) => session !== null)?.session ?? null,
    tags: unique(all.flatMap(({ tags }) => tags)).slice(0, mostTags),
  };
}

function parse(value: string | null | undefined, longest: number, path: string): string | null {
  const text = parseLabel(value?.trim() ?? null, longest, path);
  if (text !== null && controlCharacter.test(text)) throw new InputError(path, 'has a control character: leave it out');
  return text === '' ? null : text;
}

function take(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > longest || controlCharacter.test(text) ? null : text;
}

function unique(tags: readonly (string | null)[]): readonly string[] {
  return tags.length === 0 ? [] : [...new Set(tags)].filter((tag) => tag !== null);
}
