import type { PolicyIssue } from '../policy-issue.ts';
import type { SecretFinding } from '../secrets/find-secrets.ts';
import { redactKeys } from '../secrets/secret-patterns.ts';
import type { Path } from '../source/path.ts';
import type { PolicySource } from '../source/policy-source.ts';

export type Finding = {
  path: Path;
  /** Whether the key or its value is wrong. Default `value`. */
  part?: 'key' | 'value';
  message: string;
  allowed?: readonly string[];
  suggestion?: string | null;
};

/** Collects all errors of one file, each with its place. */
export class IssueList {
  readonly #issues: PolicyIssue[] = [];
  readonly #fileName: string;
  readonly #source: PolicySource;

  constructor(fileName: string, source: PolicySource) {
    this.#fileName = fileName;
    this.#source = source;
    for (const { line, column, message } of source.problems) {
      this.#issues.push({ fileName, line, column, path: '', message, allowed: [], suggestion: null });
    }
  }

  add({ path, part = 'value', message, allowed = [], suggestion = null }: Finding): void {
    this.#push({ ...this.#source.locate(path, part), path, message }, allowed, suggestion);
  }

  addSecret(secret: SecretFinding): void {
    this.#push(secret, [], null);
  }

  get isEmpty(): boolean {
    return this.#issues.length === 0;
  }

  /** A misplaced key may be part of a path or a message. */
  #push(
    { line, column, path, message }: Pick<SecretFinding, 'line' | 'column' | 'path' | 'message'>,
    allowed: readonly string[],
    suggestion: string | null,
  ): void {
    const issue = { fileName: this.#fileName, line, column, allowed, suggestion };
    const where = redactKeys(path.map(String).join('.'));
    this.#issues.push({ ...issue, path: where, message: redactKeys(message) });
  }

  /** In the order of the file. */
  sorted(): PolicyIssue[] {
    return this.#issues.toSorted((left, right) => left.line - right.line || left.column - right.column);
  }
}
