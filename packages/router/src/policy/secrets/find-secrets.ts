import { variablesIn } from '../source/environment-reference.ts';
import type { Path } from '../source/path.ts';
import type { PolicySource } from '../source/policy-source.ts';
import { findKeys, holdsPassword, isKeyText } from './secret-patterns.ts';

/** A secret in a policy. */
export type SecretFinding = {
  line: number;
  column: number;
  path: Path;
  /** One sentence, without the secret. */
  message: string;
  /** The whole value that contains it. Never shown. */
  value: string;
  /** Whether a `${NAME}` is allowed at its place, and of which kind. Null: none is. */
  takes: 'key' | 'address' | null;
};

/** The maximum number of listed findings. */
const mostFindings = 100;

/** The secrets in a policy's values, keys and comments, each once. A value from the environment does not count. */
export function findSecrets(text: string, source: PolicySource): readonly SecretFinding[] {
  const findings: SecretFinding[] = [];
  const isFull = (): boolean => findings.length >= mostFindings;
  const walk = (value: unknown, path: Path): void => {
    if (isFull()) return;
    if (typeof value === 'string') {
      const written = source.writtenAs(path) ?? value;
      const takes = kindOf(written, path);
      if (takes !== false) findings.push(findingAt(source, path, written, takes));
    } else if (Array.isArray(value)) value.forEach((item, index) => void walk(item, [...path, index]));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, [...path, key]);
    }
  };
  walk(source.data, []);
  for (const { offset, value } of findKeys(text)) {
    if (isFull() || findings.some((finding) => finding.value.includes(value))) continue;
    findings.push({ ...placeOf(text, offset), path: [], message: elsewhere, value, takes: null });
  }
  return findings;
}

const elsewhere = 'This looks like a secret: remove it.';

function findingAt(source: PolicySource, path: Path, value: string, takes: SecretFinding['takes']): SecretFinding {
  const message =
    takes === null
      ? elsewhere
      : `This looks like a secret: set an environment variable and name it here, as \${${takes === 'key' ? 'MY_KEY' : 'MY_URL'}}.`;
  return { ...source.locate(path, 'value'), path, message, value, takes };
}

/** False: no secret. */
function kindOf(value: string, path: Path): SecretFinding['takes'] | false {
  const literal = variablesIn(value).length === 0 ? value : value.replaceAll(/\$\{[^{}]*\}/g, ' ').trim();
  if (literal === '') return false;
  const [section, , field, name] = path;
  const isOfProvider = section === 'providers' && path.length >= 3;
  if (isOfProvider && field === 'base_url') return holdsPassword(literal) ? 'address' : false;
  if (section === 'models' && path.length === 4 && path[3] === 'endpoint') {
    return holdsPassword(literal) ? 'address' : false;
  }
  if (isOfProvider && field === 'api_key') return isKeyText(literal) ? 'key' : false;
  if (isOfProvider && (field === 'headers' || field === 'extra')) {
    const isNamed = /auth|key|token|secret|password|cookie/i.test(String(name));
    return (isNamed && isKeyText(literal)) || findKeys(literal).length > 0 ? 'key' : false;
  }
  return findKeys(literal).length > 0 ? null : false;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
