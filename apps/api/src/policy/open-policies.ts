import { isDeepStrictEqual } from 'node:util';
import type { ModelOverride, Policy, PriceFeed } from '@penstock/router';
import { checkEnvironment } from '../rules/check-environment.ts';
import { RulesStore } from '../rules/rules-store.ts';
import {
  formatProblem,
  type PolicySettings,
  parsePolicyText,
  type ReadPolicy,
  summarizeProblems,
} from './parse-policy-text.ts';
import { Policies, type PoliciesOptions, withSecrets } from './policies.ts';
import { nameOf, type PolicyFileContent, PolicyFileError, readPolicyFile } from './read-policy-file.ts';
import { type Revision, type RevisionDraft, systemActor } from './revision.ts';

export type OpenPoliciesOptions = Pick<PoliciesOptions, 'revisions' | 'settings' | 'read' | 'validate' | 'log'> & {
  /** The absolute path of the policy file. */
  file: string;
  /** Prices newer than the installed list. Absent or null: none. */
  prices?: PriceFeed | null;
  /** Epoch milliseconds. */
  nowMs(): number;
};

/** The most revisions that are tried at a start, newest first. */
const mostTried = 20;

/**
 * Opens the policy at the start: the newest usable revision, and the file's content if it has changed since. The first
 * start makes the file revision 1. Rejects with a `PolicyFileError` if nothing is usable, and with an
 * `EnvironmentError` if the environment does not fit the policy.
 */
export async function openPolicies(options: OpenPoliciesOptions): Promise<{ policies: Policies; rules: RulesStore }> {
  const { revisions, settings, log, nowMs, prices = null } = options;
  const fileName = nameOf(options.file);
  const file = await readPolicyFile(options.file);
  const parse = parseOnce(withSecrets(settings, file));
  await revisions.append((latest, stored) =>
    latest === null ? seed(file, stored, nameOf(options.file), parse) : takeStoredModels(latest, stored),
  );
  const { revision, policy, problem } = findUsable(await revisions.list(null, mostTried), parse);
  checkEnvironment(policy, settings);
  const rules = new RulesStore({
    sources: {
      policy,
      overrides: revision.models,
      environment: settings.environment,
      routing: settings.routing,
      sandbox: null,
      prices,
    },
    revision: revision.revision,
    onProblem: (text) => log.warn(text),
    nowMs,
  });
  if (problem !== null) log.warn(problem);
  const policies = new Policies({ ...options, fileName, store: rules, inForce: revision, problem, file });
  await policies.takeFile(file);
  return { policies, rules };
}

/** Revision 1, from the file. Throws if the file is unusable, as there is no other source. */
function seed(file: PolicyFileContent, models: readonly ModelOverride[], name: string, parse: Parse): RevisionDraft {
  if (file.type === 'unreadable') {
    throw new PolicyFileError(`${file.problem} Set PENSTOCK_POLICY to the path of one.`);
  }
  const { yaml, hash } = file;
  const read = parse(yaml);
  if (!read.ok) throw new PolicyFileError(read.problems.map((problem) => formatProblem(name, problem)).join('\n'));
  const comment = `The first start, with ${name}.`;
  return { source: 'FILE', yaml, models, fileHash: hash, isFile: true, comment, actor: systemActor };
}

/** Models that were changed directly in the database become a revision of their own. */
function takeStoredModels(latest: Revision, models: readonly ModelOverride[]): RevisionDraft | null {
  if (isDeepStrictEqual(latest.models, models)) return null;
  const { yaml, fileHash, isFile } = latest;
  const comment = 'The stored models were changed in the database.';
  return { source: 'DATABASE', yaml, models, fileHash, isFile, comment, actor: systemActor };
}

type Usable = { revision: Revision; policy: Policy; problem: string | null };

/** The newest usable revision, and the problem of any newer revision. */
function findUsable(revisions: readonly Revision[], parse: Parse): Usable {
  let problem: string | null = null;
  for (const revision of revisions) {
    const read = parse(revision.yaml);
    if (read.ok) {
      const kept = problem === null ? null : `${problem} Revision ${revision.revision} stays in force.`;
      return { revision, policy: read.policy, problem: kept };
    }
    problem ??= `Revision ${revision.revision} of the policy cannot be used: ${summarizeProblems('policy', read.problems)}`;
  }
  throw new PolicyFileError(`${problem} No earlier one can be used either.`);
}

type Parse = (yaml: string) => ReadPolicy;

/** Reading a large policy takes long, and revisions often have the same text. */
function parseOnce(settings: PolicySettings): Parse {
  const known = new Map<string, ReadPolicy>();
  return (yaml) => {
    const read = known.get(yaml) ?? parsePolicyText({ yaml, settings, isDraft: false });
    known.set(yaml, read);
    return read;
  };
}
