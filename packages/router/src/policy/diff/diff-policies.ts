import { redactKeys } from '../secrets/secret-patterns.ts';
import { variablesIn } from '../source/environment-reference.ts';
import type { Path } from '../source/path.ts';
import { type PolicySource, readPolicySource } from '../source/policy-source.ts';
import { nameOfList, nameOfThing, nameOfValue } from './name-of-path.ts';

/** One difference between two policies. Never contains a secret. */
export type PolicyChange = {
  /** `routing_rules.chains.ANALYSIS`. */
  path: string;
  change: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** As text. Null if there was no value. */
  before: string | null;
  /** As text. Null if there is no value any more. */
  after: string | null;
  /** As a sentence: `gpt-4 left chain ANALYSIS`. */
  text: string;
};

/** The maximum number of listed changes. */
const mostChanges = 500;
/** Maximum characters of a value. */
const mostCharacters = 200;

/**
 * The differences between the texts of two policies, in the order of the first, then of the second. Empty if one of
 * them is not YAML. At most 500.
 */
export function diffPolicies(before: string, after: string): readonly PolicyChange[] {
  const [old, fresh] = [readAsWritten(before), readAsWritten(after)];
  if (old === undefined || fresh === undefined) return [];
  const changes: PolicyChange[] = [];
  compare(old ?? {}, fresh ?? {}, [], changes);
  return changes.slice(0, mostChanges);
}

/** The data of a text, with its variables as written. Undefined if it is not YAML. */
function readAsWritten(text: string): unknown {
  const source = readPolicySource(text, { environment: {}, rules: { refusal: () => null } });
  return source.problems.length > 0 ? undefined : restore(source.data, [], source);
}

function restore(value: unknown, path: Path, source: PolicySource): unknown {
  const written = source.writtenAs(path);
  if (written !== null) return written;
  if (Array.isArray(value)) return value.map((item, index) => restore(item, [...path, index], source));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, restore(member, [...path, key], source)]),
  );
}

function compare(before: unknown, after: unknown, path: Path, changes: PolicyChange[]): void {
  if (changes.length >= mostChanges) return;
  const [old, fresh] = [inLongForm(before, path), inLongForm(after, path)];
  if (isMap(old) && isMap(fresh)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      compareMember(old, fresh, key, [...path, key], changes);
    }
  } else if (isList(old) && isList(fresh)) compareLists(old, fresh, path, changes);
  else if (JSON.stringify(old) !== JSON.stringify(fresh)) {
    const [was, is] = [show(old, path), show(fresh, path)];
    add(changes, path, 'CHANGED', was, is, `${nameOfValue(path)} changed from ${was} to ${is}`);
  }
}

function compareMember(old: Map, fresh: Map, key: string, path: Path, changes: PolicyChange[]): void {
  const [had, has] = [Object.hasOwn(old, key), Object.hasOwn(fresh, key)];
  // Sections, and the models of a provider, are compared member by member even if one of them is missing.
  if (path.length === 1 || (had && has) || isGroup(path)) {
    compare(had ? old[key] : {}, has ? fresh[key] : {}, path, changes);
    return;
  }
  const value = show(has ? fresh[key] : old[key], path);
  const thing = nameOfThing(path);
  if (has) {
    const text = thing === null ? `${nameOfValue(path)} was set to ${value}` : `${thing} was added`;
    add(changes, path, 'ADDED', null, value, text);
  } else {
    const text = thing === null ? `${nameOfValue(path)} was removed; it was ${value}` : `${thing} was removed`;
    add(changes, path, 'REMOVED', value, null, text);
  }
}

function compareLists(old: readonly unknown[], fresh: readonly unknown[], path: Path, changes: PolicyChange[]): void {
  const [was, is] = [old.map((item) => show(item, path)), fresh.map((item) => show(item, path))];
  const list = nameOfList(path);
  const left = was.filter((item) => !is.includes(item));
  const joined = is.filter((item) => !was.includes(item));
  for (const item of left) add(changes, path, 'REMOVED', item, null, `${item} left ${list}`);
  for (const item of joined) add(changes, path, 'ADDED', null, item, `${item} joined ${list}`);
  const stayed = was.filter((item) => is.includes(item)).join(', ');
  const order = is.filter((item) => was.includes(item)).join(', ');
  if (stayed !== order) {
    add(changes, path, 'CHANGED', cut(stayed), cut(order), `the order of ${list} changed to ${cut(order)}`);
  }
}

function add(
  changes: PolicyChange[],
  path: Path,
  change: PolicyChange['change'],
  before: string | null,
  after: string | null,
  text: string,
): void {
  // The long form of a chain is one way to write it.
  const shown = nameOfList(path).startsWith('chain ') && path.at(-1) === 'models' ? path.slice(0, -1) : path;
  changes.push({ path: redactKeys(shown.map(String).join('.')), change, before, after, text: redactKeys(text) });
}

/** Instead of a mapping with `models`, chains and preferences may be a list or one name. */
function inLongForm(value: unknown, path: Path): unknown {
  if (value === null && (path.length <= 1 || path[0] === 'models' || path[0] === 'providers')) return {};
  const [section, key] = path;
  if (section !== 'routing_rules') return value;
  if (path.length === 2 && key === 'fallback_chain' && typeof value === 'string') return [value];
  if (path.length !== 3 || (key !== 'chains' && key !== 'task_preferences')) return value;
  if (typeof value === 'string') return { models: [value] };
  return Array.isArray(value) ? { models: value } : value;
}

function isGroup(path: Path): boolean {
  const [section, key] = path;
  if (section === 'models') return path.length === 2;
  return section === 'routing_rules' && path.length === 2 && (key === 'chains' || key === 'task_preferences');
}

const secretFields = ['api_key', 'headers', 'extra'];

function show(value: unknown, path: Path): string {
  if (path[0] === 'providers' && secretFields.includes(String(path[2])) && !isReference(value)) return '(secret)';
  const text = typeof value === 'string' ? value : (JSON.stringify(value, hideSecrets) ?? 'nothing');
  return cut(redactKeys(text));
}

function hideSecrets(key: string, value: unknown): unknown {
  if (!secretFields.includes(key) || isReference(value)) return value;
  return '(secret)';
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && variablesIn(value).length > 0 && /^\$\{[^}]*\}$/.test(value);
}

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}

type Map = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
