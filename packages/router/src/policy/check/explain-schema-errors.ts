import type { z } from 'zod';
import type { Path } from '../source/path.ts';
import { valueAt } from '../source/policy-source.ts';
import { closest } from './closest.ts';
import type { Finding } from './issue-list.ts';
import { keysOf, schemasAt, wordsFor } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

/** The errors of a schema, and the checked data. */
export type Explained = {
  schema: z.core.$ZodType;
  data: unknown;
  issues: readonly Issue[];
  /** The file's text for a value from the environment. Null for other values. */
  writtenAs(path: Path): string | null;
};

/**
 * Explains in plain sentences why data does not fit its schema. Each error and each unknown key is one finding. For a
 * union, the intended branch is explained.
 */
export function explainSchemaErrors(explained: Explained): Finding[] {
  const issues = explained.issues.flatMap((issue) => flatten(issue, [], explained.data));
  return issues.map((issue) => findingFor(issue, explained));
}

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

/** The intended branch of a union: a list for a list, or the mapping that shares the most keys. */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Issue[] | null {
  const fitting = issue.errors.filter((branch) =>
    branch.every((inner) => inner.path.length > 0 || !isOfOtherKind(inner, value)),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** Whether a value misses a branch by its kind. Only a text can be a mistyped one of the allowed values. */
function isOfOtherKind(issue: Issue, value: unknown): boolean {
  if (issue.code !== 'invalid_value') return issue.code === 'invalid_type';
  return typeof value !== 'string' || !issue.values.some((allowed) => typeof allowed === 'string');
}

function findingFor(issue: Issue, { schema, data, writtenAs }: Explained): Finding {
  const path = issue.path;
  const here = schemasAt(schema, path);
  const value = valueAt(data, path);
  const shown = show(value, path, writtenAs);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = String(path.at(-1));
      const allowed = keysOf(schemasAt(schema, path.slice(0, -1)));
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
      if (issue.origin === 'array') return { path, message: `Must have at least ${issue.minimum} entry.` };
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

/** `, not 'many'`. Empty for a possible secret. For a value from the environment, the file's text. */
function show(value: unknown, path: Path, writtenAs: Explained['writtenAs']): string {
  const written = writtenAs(path);
  if (written !== null) return `, not the value of ${written}`;
  if (path.some((key) => key === 'api_key' || key === 'headers' || key === 'extra')) return '';
  if (value === null || value === undefined) return ', not empty';
  if (Array.isArray(value)) return ', not a list';
  if (typeof value === 'object') return ', not a mapping';
  if (typeof value !== 'string') return `, not ${String(value)}`;
  return looksSecret(value) ? '' : `, not '${value}'`;
}

/** Long sequences of letters and digits, and texts that begin like keys. */
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
