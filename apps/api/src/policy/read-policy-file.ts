import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { vendors } from '@penstock/providers';
import { formatPolicyIssue, type Policy, parsePolicy } from '@penstock/router';

/** A policy file that cannot be used; the message lists every problem, one per line. */
export class PolicyFileError extends Error {
  override name = 'PolicyFileError';
}

/**
 * Reads and checks a policy file. `environment` is the source of its `${NAME}`; `listedVariables` may be read with any
 * name. Throws a `PolicyFileError` when the file cannot be read or has errors.
 */
export async function readPolicyFile(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
  listedVariables: readonly string[] = [],
): Promise<Policy> {
  const fileName = relative(process.cwd(), path);
  const parsed = parsePolicy(await readText(path, fileName), {
    fileName,
    environment,
    vendors: Object.values(vendors),
    listedVariables,
  });
  if (parsed.ok) return parsed.policy;
  throw new PolicyFileError(parsed.issues.map(formatPolicyIssue).join('\n'));
}

async function readText(path: string, fileName: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new PolicyFileError(
      `The policy file ${fileName} cannot be read: ${reason}. Set PENSTOCK_POLICY to the path of one.`,
      { cause: error },
    );
  }
}
