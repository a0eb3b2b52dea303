import { parsePolicy } from '../parse-policy.ts';
import type { Policy } from '../policy.ts';
import { formatPolicyIssue, type PolicyIssue } from '../policy-issue.ts';
import { someVendors } from './build-vendor.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The policy of a valid file. */
export function policyOf(yaml: string, environment: Environment = {}): Policy {
  const parsed = parsePolicy(yaml, { fileName: 'policy.yml', environment, vendors: someVendors });
  if (!parsed.ok) throw new Error(parsed.issues.map(formatPolicyIssue).join('\n'));
  return parsed.policy;
}

/** The errors of a file. Empty for a valid file. */
export function issuesOf(yaml: string, environment: Environment = {}): readonly PolicyIssue[] {
  const parsed = parsePolicy(yaml, { fileName: 'policy.yml', environment, vendors: someVendors });
  return parsed.ok ? [] : parsed.issues;
}
