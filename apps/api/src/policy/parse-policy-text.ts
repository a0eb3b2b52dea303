import { vendors } from '@penstock/providers';
import { describePolicyIssue, type Policy, parsePolicy } from '@penstock/router';
import { EnvironmentError } from '../errors/environment-error.ts';
import { checkEnvironment } from '../rules/check-environment.ts';
import type { RoutingSettings } from '../rules/rules.ts';

/** The settings that a policy is checked against. Plain data. */
export type PolicySettings = {
  /** The source of `${NAME}`, and of providers' keys and addresses. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Variables that a policy may read although their names lack a suffix such as `_KEY`. */
  policyVariables: readonly string[];
  /** The environment's routing settings; its default provider must exist. */
  routing: RoutingSettings;
};

/** One problem of a policy, and its position. */
export type PolicyProblem = {
  /** One sentence, with the allowed values. Never contains a secret. */
  message: string;
  /** Such as `models.openai.gpt-4.quality`; empty for the whole policy. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
};

/**
 * The text of a policy to parse. A draft is not in force yet: it must fit the environment's routing settings, and a
 * value that looks like a secret is a problem.
 */
export type PolicyText = { yaml: string; settings: PolicySettings; isDraft: boolean };

export type ReadPolicy = { ok: true; policy: Policy } | { ok: false; problems: readonly PolicyProblem[] };

/** Parses a policy and everything that it depends on. Reports every problem, in the order of the text. */
export function parsePolicyText({ yaml, settings, isDraft }: PolicyText): ReadPolicy {
  const parsed = parsePolicy(yaml, {
    fileName: 'policy',
    environment: settings.environment,
    vendors: Object.values(vendors),
    listedVariables: settings.policyVariables,
    refusesSecrets: isDraft,
  });
  if (!parsed.ok) {
    const problems = parsed.issues.map((issue) => {
      const { path, line, column } = issue;
      return { message: describePolicyIssue(issue), path, line, column };
    });
    return { ok: false, problems };
  }
  if (!isDraft) return parsed;
  try {
    checkEnvironment(parsed.policy, settings);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const problems = error.message.split('\n').map((message) => ({ message, path: '', line: 1, column: 1 }));
    return { ok: false, problems };
  }
  return parsed;
}

/** A problem on one line: `config/model_policies.yml:12:5 models.openai: …`. */
export function formatProblem(name: string, { message, path, line, column }: PolicyProblem): string {
  return `${name}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${message}`;
}

/** The first problem, and the number of further problems. */
export function summarizeProblems(name: string, problems: readonly PolicyProblem[]): string {
  const [first, ...more] = problems;
  if (first === undefined) return `${name} cannot be used.`;
  return `${formatProblem(name, first)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
}
