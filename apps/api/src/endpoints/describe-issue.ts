import type { z } from 'zod';
import { InputError } from '../errors/service-error.ts';

type Issue = z.core.$ZodIssue;

/** The first error in a body. Its path is written as OpenAI does: `messages[0].content[1].type`. */
export function toInputError(error: z.ZodError): InputError {
  const issue = deepest(error.issues[0] as Issue, []);
  return new InputError(issue.path.length === 0 ? 'body' : pathText(issue.path), describe(issue));
}

/** `messages[0].role`. */
function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path)
    text += typeof step === 'number' ? `[${step}]` : text === '' ? String(step) : `.${String(step)}`;
  return text;
}

/** For a union, the issue of the branch that matched furthest, because that branch was intended. */
function deepest(issue: Issue, above: readonly PropertyKey[]): Issue {
  const here = { ...issue, path: [...above, ...issue.path] };
  if (issue.code !== 'invalid_union') return here;
  let best: Issue | null = null;
  for (const [first] of issue.errors) {
    if (first === undefined || first.path.length === 0) continue;
    const inner = deepest(first, here.path);
    if (best === null || inner.path.length > best.path.length) best = inner;
  }
  return best ?? here;
}

function describe(issue: Issue): string {
  if (issue.code === 'too_big') return `may ${tooBig(issue)}`;
  if (issue.code !== 'invalid_union' && issue.input === undefined) return `is missing: it must be ${wanted(issue)}`;
  if (issue.code === 'invalid_union' && issue.discriminator === undefined && issue.input === undefined) {
    return `is missing: it must be ${wanted(issue)}`;
  }
  return `must be ${wanted(issue)}`;
}

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return nameOf(issue.expected);
    case 'invalid_value':
      return issue.values.map((value) => `'${String(value)}'`).join(' or ');
    case 'invalid_union':
      return issue.discriminator === undefined ? branchesOf(issue) : `one of ${optionsOf(issue)}`;
    case 'invalid_format':
      return 'a number, or the text of one as "0.05"';
    case 'too_big':
      return issue.origin === 'array'
        ? `a list of at most ${issue.maximum} items`
        : `a text of at most ${issue.maximum} characters`;
    case 'too_small':
      return isOfNumber(issue) ? `at least ${issue.minimum}` : 'longer, because it is empty';
    default:
      return 'something else';
  }
}

function isOfNumber({ origin }: Extract<Issue, { code: 'too_big' | 'too_small' }>): boolean {
  return origin === 'number' || origin === 'int' || origin === 'bigint';
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  const { origin, maximum, input } = issue;
  if (isOfNumber(issue)) return `be at most ${maximum}`;
  const found = typeof input === 'string' || Array.isArray(input) ? `, not ${input.length}` : '';
  return origin === 'string' ? `have at most ${maximum} characters${found}` : `have at most ${maximum} items${found}`;
}

function branchesOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const branches = issue.errors.map(([first]) => (first === undefined ? null : wanted(first)));
  return [...new Set(branches.filter((branch) => branch !== null))].join(', or ');
}

function optionsOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String).join(', ') : 'its kinds';
}

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function nameOf(expected: string): string {
  return names[expected] ?? expected;
}
