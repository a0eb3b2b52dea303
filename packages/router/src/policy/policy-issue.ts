/** One error of a policy file, in a form that lets an operator find and fix it. */
export type PolicyIssue = {
  fileName: string;
  /** Counts from 1. */
  line: number;
  /** Counts from 1. */
  column: number;
  /** `models.openai.gpt-4.max_tokens`. Empty for the whole file. */
  path: string;
  /** One sentence that names the error. Never contains a secret. */
  message: string;
  /** The allowed values. Empty if there is no list. */
  allowed: readonly string[];
  /** The allowed value that was probably intended. */
  suggestion: string | null;
};

/** The maximum values in a message. Further values are only counted. */
const mostShown = 20;

/** An issue on one line: `policy.yml:12:5 models.openai.gpt-4: …`. */
export function formatPolicyIssue(issue: PolicyIssue): string {
  const place = `${issue.fileName}:${issue.line}:${issue.column}${issue.path === '' ? '' : ` ${issue.path}`}`;
  return `${place}: ${describePolicyIssue(issue)}`;
}

/** An issue without its place: the error, the allowed values, and the probable intention. */
export function describePolicyIssue({ message, allowed, suggestion }: PolicyIssue): string {
  const list = allowed.length === 0 ? '' : ` Allowed: ${listOf(allowed)}.`;
  return `${message}${list}${suggestion === null ? '' : ` Did you mean '${suggestion}'?`}`;
}

function listOf(values: readonly string[]): string {
  const shown = values.slice(0, mostShown).join(', ');
  return values.length > mostShown ? `${shown} and ${values.length - mostShown} more` : shown;
}
