import type { PolicyIssue } from '../policy-issue.ts';
import type { Path } from '../source/path.ts';
import type { PolicySource } from '../source/policy-source.ts';

export type Finding = {
  path: Path;
  /** Whether the key is wrong, or its value. Default `value`. */
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
    const { line, column } = this.#source.locate(path, part);
    const text = path.map(String).join('.');
    this.#issues.push({ fileName: this.#fileName, line, column, path: text, message, allowed, suggestion });
  }

  get isEmpty(): boolean {
    return this.#issues.length === 0;
  }

  /** In the order of the file. */
  sorted(): PolicyIssue[] {
    return this.#issues.toSorted((left, right) => left.line - right.line || left.column - right.column);
  }
}
