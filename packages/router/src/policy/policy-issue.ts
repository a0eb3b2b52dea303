/** One error of a policy file, in a form that lets an operator find and fix it. */
export type PolicyIssue = {
  fileName: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** `models.openai.gpt-4.max_tokens`; empty for the whole file. */
  path: string;
  /** One sentence that names the error. Never contains a secret. */
  message: string;
  /** The allowed values; empty where there is no list. */
  allowed: readonly string[];
  /** The allowed value that was probably intended. */
  suggestion: string | null;
};

/** The most values in a message; the rest is only counted. */
const mostShown = 20;

/** An issue on one line: `policy.yml:12:5 models.openai.gpt-4: …`. */
export function formatPolicyIssue(issue: PolicyIssue): string {
  const place = `${issue.fileName}:${issue.line}:${issue.column}${issue.path === '' ? '' : ` ${issue.path}`}`;
  return `${place}: ${describePolicyIssue(issue)}`;
}

/** An issue without its place: the error, the allowed values, and what was probably meant. */
export function describePolicyIssue({ message, allowed, suggestion }: PolicyIssue): string {
  const list = allowed.length === 0 ? '' : ` Allowed: ${listOf(allowed)}.`;
  return `${message}${list}${suggestion === null ? '' : ` Did you mean '${suggestion}'?`}`;
}

function listOf(values: readonly string[]): string {
  const shown = values.slice(0, mostShown).join(', ');
  return values.length > mostShown ? `${shown} and ${values.length - mostShown} more` : shown;
}
