import type { z } from 'zod';
import { closest } from './closest.ts';
import type { Finding, IssueList } from './issue-list.ts';
import { type Path, type PolicySource, valueAt } from './policy-source.ts';
import { type PolicyDocument, policyDocument } from './schema/policy-document.ts';
import { keysOf, schemasAt, wordsFor } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

/**
 * Checks the form of a document against the schema, reports all that does not fit, and returns what is left when that
 * is taken out, so that the checks that follow still find what else is wrong. Null when nothing is left.
 */
export function checkForm(source: PolicySource, issues: IssueList): PolicyDocument | null {
  let data: unknown = unshare(source.data);
  let isFirst = true;
  for (;;) {
    const result = policyDocument.safeParse(data);
    if (result.success) return result.data;
    const found = result.error.issues.flatMap((issue) => flatten(issue, [], data));
    if (isFirst) for (const issue of found) issues.add(findingFor(issue, source, data));
    isFirst = false;
    const pruned = found.reduceRight<{ data: unknown }>((holder, issue) => prune(holder, issue), { data });
    if (pruned.data === undefined) return null;
    data = pruned.data;
  }
}

/** A copy in which what aliases share stands apart, so that taking out one leaves the others. */
function unshare(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}

/** One issue per thing that is wrong: each unknown key by itself, and of a union's branches the one that was meant. */
function flatten(issue: Issue, base: Path, data: unknown): Issue[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...path, key] }));
  }
  if (issue.code === 'invalid_union') {
    const meant = meantBranch(issue, valueAt(data, path));
    if (meant !== null) return meant.flatMap((inner) => flatten(inner, path, data));
  }
  return [{ ...issue, path }];
}

/** The branch of a union whose outer form fits the value: a list for a list, the mapping that shares most keys. */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Issue[] | null {
  if (typeof value !== 'object' || value === null) {
    const sameKind = issue.errors.filter((branch) => branch.every((inner) => inner.code !== 'invalid_type'));
    return sameKind.length === 1 ? (sameKind[0] ?? null) : null;
  }
  const fitting = issue.errors.filter((branch) =>
    branch.every((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function findingFor(issue: Issue, source: PolicySource, data: unknown): Finding {
  const path = issue.path;
  const here = schemasAt(policyDocument, path);
  const value = valueAt(data, path);
  const shown = show(value, path, source);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = String(path.at(-1));
      const allowed = keysOf(schemasAt(policyDocument, path.slice(0, -1)));
      return {
        path,
        part: 'key',
        message: `The key '${key}' is not known here.`,
        allowed,
        suggestion: closest(key, allowed),
      };
    }
    case 'invalid_value': {
      const allowed = withoutCaseTwins(issue.values.map(String));
      const suggestion = typeof value === 'string' ? closest(value, allowed) : null;
      return { path, message: `Must be one of the allowed values${shown}.`, allowed, suggestion };
    }
    case 'too_small':
      if (issue.origin === 'array') return { path, message: `Must hold at least ${issue.minimum} entry.` };
      if (issue.origin === 'string') return { path, message: 'Must not be empty.' };
      return { path, message: `Must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${shown}.` };
    case 'too_big':
      return { path, message: `Must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${shown}.` };
    case 'invalid_format':
      if (issue.format === 'date') return { path, message: `Must be a date, as 2025-08-07${shown}.` };
      return { path, message: 'Must be an http:// or https:// address, as http://10.0.0.5:8000/v1.' };
    default:
      if (value === undefined && path.length > 0) {
        return { path, part: 'key', message: `'${String(path.at(-1))}' is missing: it must be ${wordsFor(here)}.` };
      }
      return { path, message: `Must be ${wordsFor(here)}${shown}.`, allowed: keysOf(here) };
  }
}

/** `, not 'many'`. Nothing for what may be secret, and what the file says instead of what the environment holds. */
function show(value: unknown, path: Path, source: PolicySource): string {
  const written = source.writtenAs(path);
  if (written !== null) return `, not the value of ${written}`;
  if (path.some((key) => key === 'api_key' || key === 'headers')) return '';
  if (value === null || value === undefined) return ', not empty';
  if (Array.isArray(value)) return ', not a list';
  if (typeof value === 'object') return ', not a mapping';
  if (typeof value !== 'string') return `, not ${String(value)}`;
  return looksSecret(value) ? '' : `, not '${value}'`;
}

/** Long runs of letters and digits, and what begins as keys do. */
function looksSecret(value: string): boolean {
  return value.length > 60 || /^(sk|pk|gsk|xai|hf|key|bearer)[-_ ]/i.test(value) || /[A-Za-z0-9_-]{24,}/.test(value);
}

function withoutCaseTwins(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const isNew = !seen.has(value.toLowerCase());
    seen.add(value.toLowerCase());
    return isNew;
  });
}

/** Takes out what an issue is about; the mapping around it where it is about something missing. */
function prune(holder: { data: unknown }, issue: Issue): { data: unknown } {
  const path = ['data', ...issue.path];
  while (path.length > 1 && valueAt(holder, path) === undefined) path.pop();
  const parent = valueAt(holder, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return holder;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return holder;
}
