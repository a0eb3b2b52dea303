import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { takeOutSecrets } from '@penstock/router';

/** The policy is unusable at a start. The message lists every problem, one per line. */
export class PolicyFileError extends Error {
  override name = 'PolicyFileError';
}

/** The content of the policy file, or the reason why there is none. */
export type PolicyFileContent =
  | {
      type: 'read';
      /** SHA-256 of the unchanged file, in hex. */
      hash: string;
      /** The file's text. Each secret in it is replaced by a reference to a variable of `secrets`. */
      yaml: string;
      /** The secrets of the file, by variable. */
      secrets: Readonly<Record<string, string>>;
      /** A warning for each secret, without its value. */
      warnings: readonly string[];
    }
  | { type: 'unreadable'; problem: string };

/** Far above the most characters of a policy. */
const mostBytes = 4 * 1024 * 1024;

/** Reads the policy file. Never rejects. */
export async function readPolicyFile(path: string): Promise<PolicyFileContent> {
  const name = nameOf(path);
  const unreadable = (reason: string): PolicyFileContent => ({
    type: 'unreadable',
    problem: `The policy file ${name} cannot be read: ${reason}.`,
  });
  try {
    const facts = await stat(path);
    if (!facts.isFile()) return unreadable('it is not a file');
    if (facts.size > mostBytes) return unreadable(`it has ${facts.size} bytes, and at most ${mostBytes} are read`);
    const text = await readFile(path, 'utf8');
    const { yaml, secrets, findings, hasLeftovers } = takeOutSecrets(text);
    if (hasLeftovers)
      return unreadable('it contains a secret in a form that cannot be removed; use a variable instead');
    const warnings = findings.map(
      ({ line, column, message }) => `${name}:${line}:${column}: ${message} The secret is used, but not stored.`,
    );
    return { type: 'read', hash: hash('sha256', text), yaml, secrets, warnings };
  } catch (error) {
    return unreadable(isMissing(error) ? 'there is no such file' : reasonOf(error));
  }
}

/** The display path of the file. */
export function nameOf(path: string): string {
  return relative(process.cwd(), path);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
