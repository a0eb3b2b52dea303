import { createHash } from 'node:crypto';
import { readPolicySource } from '../source/policy-source.ts';
import { findSecrets, type SecretFinding } from './find-secrets.ts';
import { findKeys } from './secret-patterns.ts';

/** A policy without its secrets. */
export type WithoutSecrets = {
  /** Each secret is replaced by a `${NAME}` of `secrets`, or by `(removed)` if no variable is allowed there. */
  yaml: string;
  /** The secrets by variable. A variable's name depends on its value alone. */
  secrets: Readonly<Record<string, string>>;
  findings: readonly SecretFinding[];
  /** Whether `yaml` still contains a secret, because the text writes it in a form that cannot be replaced. */
  hasLeftovers: boolean;
};

const keyFields = /\b(?:api_key|headers|extra)\b/;
const addressParts = /:\/\/[^\s/@]*@|[?&][^\s=&?]*=/;

/** Whether a text may contain a secret. The check is fast, so that most texts need not be parsed. */
function isSuspicious(text: string): boolean {
  if (addressParts.test(text) || findKeys(text).length > 0) return true;
  return text.split('\n').some((line) => keyFields.test(line) && !line.trimStart().startsWith('#'));
}

/**
 * Takes the secrets out of a policy's text, so that it can be stored. With `secrets` as variables, the text has the
 * same meaning.
 */
export function takeOutSecrets(text: string): WithoutSecrets {
  if (!isSuspicious(text)) return { yaml: text, secrets: {}, findings: [], hasLeftovers: false };
  // Without variables: their values are not part of the text.
  const source = readPolicySource(text, { environment: {}, rules: { refusal: () => null } });
  const findings = findSecrets(text, source);
  const secrets: Record<string, string> = {};
  let yaml = text;
  let hasLeftovers = false;
  for (const { value, takes } of findings.toSorted((left, right) => right.value.length - left.value.length)) {
    if (!text.includes(value)) hasLeftovers = true;
    if (takes === null) {
      yaml = yaml.replaceAll(value, '(removed)');
      continue;
    }
    const name = variableOf(value, takes);
    secrets[name] = value;
    yaml = yaml.replaceAll(value, () => `\${${name}}`);
  }
  return { yaml, secrets, findings, hasLeftovers };
}

function variableOf(value: string, takes: 'key' | 'address'): string {
  const digest = createHash('sha256').update(value).digest('hex').slice(0, 8).toUpperCase();
  return `POLICY_FILE_${digest}_${takes === 'key' ? 'KEY' : 'URL'}`;
}
