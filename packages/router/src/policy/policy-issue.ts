/** One thing that is wrong with a policy file, so that an operator finds and mends it without guessing. */
export type PolicyIssue = {
  fileName: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** `models.openai.gpt-4.max_tokens`; empty for the whole file. */
  path: string;
  /** One sentence: what is wrong. Never holds a secret. */
  message: string;
  /** What may stand there; empty where there is no list. */
  allowed: readonly string[];
  /** The allowed value that was probably meant. */
  suggestion: string | null;
};

/** So many values are spelled out; of more, the count is told. */
const mostShown = 20;

/** An issue on one line: `policy.yml:12:5 models.openai.gpt-4: …`. */
export function formatPolicyIssue(issue: PolicyIssue): string {
  const place = `${issue.fileName}:${issue.line}:${issue.column}${issue.path === '' ? '' : ` ${issue.path}`}`;
  const allowed = issue.allowed.length === 0 ? '' : ` Allowed: ${listOf(issue.allowed)}.`;
  const suggestion = issue.suggestion === null ? '' : ` Did you mean '${issue.suggestion}'?`;
  return `${place}: ${issue.message}${allowed}${suggestion}`;
}

function listOf(values: readonly string[]): string {
  const shown = values.slice(0, mostShown).join(', ');
  return values.length > mostShown ? `${shown} and ${values.length - mostShown} more` : shown;
}
