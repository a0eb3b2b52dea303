import { coversModel, type Strategy } from '@penstock/router';
import { InputError, ServiceError } from '../errors/service-error.ts';
import { can } from './permissions.ts';
import type { RateLimits, Role, Viewer } from './viewer.ts';
import { defaultWorkspaceId, findWorkspace, type Workspaces } from './workspaces.ts';

/** A key as a caller requests it. Null: not given. */
export type KeyDraft = RateLimits & {
  name: string;
  workspaceId: string | null;
  role: Role;
  expiresAt: Date | null;
  models: readonly string[] | null;
  strategies: readonly Strategy[] | null;
  tags: readonly string[] | null;
};

/** A key as it may be stored. */
export type CheckedKey = RateLimits & {
  name: string;
  role: Role;
  workspaceId: string | null;
  expiresAt: Date | null;
  /** Empty: every model. The same for strategies. */
  models: string[];
  strategies: Strategy[];
  tags: string[];
};

export type KeyMaker = { viewer: Viewer; workspaces: Workspaces; nowMs: number };

const mostCharacters = 100;
const mostPatterns = 100;
const mostTags = 20;
const pattern = /^[\w.:/@+*-]{1,200}$/;
/** The largest value of each limit. */
const most: Readonly<Record<keyof RateLimits, number>> = {
  requestsPerMinute: 1_000_000,
  tokensPerMinute: 2_000_000_000,
  concurrency: 100_000,
};

/** Whether keys of a role belong to one workspace. The other roles reach all workspaces. */
export function isBoundRole(role: Role): boolean {
  return role === 'MEMBER' || role === 'VIEWER';
}

/** Rejects with FORBIDDEN if the viewer may not create or change keys of a role. */
export function requireKeyRole(viewer: Viewer, role: Role): void {
  if (isBoundRole(role) || can(viewer, 'administer')) return;
  throw new ServiceError('FORBIDDEN', `Only an ADMIN may create and change keys of the role ${role}.`);
}

/**
 * The key for a draft. A member's key has at most the models, strategies, limits and lifetime of its creator. Those are
 * the default.
 * Rejects with BAD_USER_INPUT, FORBIDDEN or NOT_FOUND, and names the field below `path`.
 */
export function checkKey(draft: KeyDraft, path: string, maker: KeyMaker): CheckedKey {
  const { viewer } = maker;
  requireKeyRole(viewer, draft.role);
  const { grant, limits } = viewer;
  return {
    name: checkText(draft.name, `${path}.name`),
    role: draft.role,
    workspaceId: workspaceOf(draft, `${path}.workspaceId`, maker),
    expiresAt: checkExpiry(draft.expiresAt, `${path}.expiresAt`, maker),
    models: checkModels(draft.models, grant.models, `${path}.models`),
    strategies: checkStrategies(draft.strategies, grant.strategies, `${path}.strategies`),
    requestsPerMinute: checkLimit('requestsPerMinute', draft, limits, path),
    tokensPerMinute: checkLimit('tokensPerMinute', draft, limits, path),
    concurrency: checkLimit('concurrency', draft, limits, path),
    tags: checkTags(draft.tags ?? [], `${path}.tags`),
  };
}

/** Whether a key has at most the rights of the viewer. */
export function isWithinGrant(
  key: RateLimits & { models: readonly string[]; strategies: readonly string[]; expiresAt: Date | null },
  { grant, limits, keyExpiresAtMs = Infinity }: Viewer,
): boolean {
  const { models, strategies } = grant;
  return (
    (models === null ||
      (key.models.length > 0 && key.models.every((one) => models.some((own) => coversModel(own, one))))) &&
    (strategies === null ||
      (key.strategies.length > 0 && key.strategies.every((one) => strategies.some((own) => own === one)))) &&
    (key.expiresAt?.getTime() ?? Infinity) <= keyExpiresAtMs &&
    limitNames.every((name) => limits === null || limits[name] === null || (key[name] ?? Infinity) <= limits[name])
  );
}

const limitNames = ['requestsPerMinute', 'tokensPerMinute', 'concurrency'] as const;

function workspaceOf({ role, workspaceId }: KeyDraft, path: string, { viewer, workspaces }: KeyMaker): string | null {
  if (isBoundRole(role))
    return findWorkspace(workspaceId ?? viewer.workspaceId ?? defaultWorkspaceId, viewer, workspaces);
  if (workspaceId === null) return null;
  throw new InputError(path, `must be left out: a key of the role ${role} reaches all workspaces`);
}

/** Checks a name or a tag: one line of text. */
export function checkText(text: string, path: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InputError(path, 'is empty');
  if (trimmed.length > mostCharacters)
    throw new InputError(path, `may have at most ${mostCharacters} characters, not ${trimmed.length}`);
  if (/\p{Cc}|\p{Cs}/u.test(trimmed)) throw new InputError(path, 'must be one line without control characters');
  return trimmed;
}

/** Checks tags: at most 20. Removes duplicates. */
export function checkTags(tags: readonly string[], path: string): string[] {
  if (tags.length > mostTags) throw new InputError(path, `may have at most ${mostTags} items, not ${tags.length}`);
  return [...new Set(tags.map((tag, index) => checkText(tag, `${path}.${index}`)))];
}

function checkExpiry(requested: Date | null, path: string, { viewer, nowMs }: KeyMaker): Date | null {
  const own = viewer.keyExpiresAtMs === undefined ? null : new Date(viewer.keyExpiresAtMs);
  if (requested === null) return own;
  if (requested.getTime() <= nowMs) throw new InputError(path, 'must be in the future');
  if (own !== null && requested > own) throw beyond(path, requested.toISOString(), [own.toISOString()]);
  return requested;
}

function checkModels(requested: readonly string[] | null, own: readonly string[] | null, path: string): string[] {
  if (requested === null) return [...(own ?? [])];
  if (requested.length === 0) throw new InputError(path, 'is empty: leave it out to allow every model');
  if (requested.length > mostPatterns)
    throw new InputError(path, `may have at most ${mostPatterns} items, not ${requested.length}`);
  for (const [index, one] of requested.entries()) {
    if (!pattern.test(one))
      throw new InputError(`${path}.${index}`, 'must be the id of a model, or a pattern as openai/*');
    if (own !== null && !own.some((each) => coversModel(each, one))) throw beyond(`${path}.${index}`, one, own);
  }
  return [...new Set(requested)];
}

function checkStrategies(
  requested: readonly Strategy[] | null,
  own: readonly Strategy[] | null,
  path: string,
): Strategy[] {
  if (requested === null) return [...(own ?? [])];
  if (requested.length === 0) throw new InputError(path, 'is empty: leave it out to allow every strategy');
  const foreign = requested.findIndex((one) => own?.includes(one) === false);
  if (foreign !== -1) throw beyond(`${path}.${foreign}`, requested[foreign] ?? '', own ?? []);
  return [...new Set(requested)];
}

function checkLimit(name: keyof RateLimits, draft: RateLimits, own: RateLimits | null, path: string): number | null {
  const requested = draft[name];
  const limit = own?.[name] ?? null;
  if (requested === null) return limit;
  const field = `${path}.${name}`;
  if (requested < 1 || requested > most[name])
    throw new InputError(field, `must be 1 to ${most[name]}, not ${requested}`);
  if (limit !== null && requested > limit) throw beyond(field, String(requested), [String(limit)]);
  return requested;
}

function beyond(field: string, requested: string, own: readonly string[]): ServiceError {
  const message = `${field} is ${requested}, but the key in use has ${own.slice(0, 5).join(', ')}: a key may have at most the rights of its creator.`;
  return new ServiceError('FORBIDDEN', message, { field });
}
