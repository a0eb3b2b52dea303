import type { ModelOverride, Policy } from '@penstock/router';
import type { Actor } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { type PolicySettings, type PolicyText, type ReadPolicy, summarizeProblems } from './parse-policy-text.ts';
import { type CheckedText, PolicyInForce } from './policy-in-force.ts';
import type { PolicyFileContent } from './read-policy-file.ts';
import { type PolicyState, type Revision, systemActor } from './revision.ts';
import type { RevisionStore } from './revision-store.ts';
import type { ReplaySources, ValidatedPolicy, Validation } from './validate-policy-text.ts';

/** The actor of a policy change, and the comment. */
export type Change = { actor: Actor; comment: string | null };

export type PoliciesOptions = {
  store: RulesStore;
  revisions: RevisionStore;
  settings: PolicySettings;
  /** The display name of the policy file. */
  fileName: string;
  /** The revision in force at the start. */
  inForce: Revision;
  /** The problem at the start; null for none. */
  problem: string | null;
  /** The file's content at the start. */
  file: PolicyFileContent;
  /** Parses a policy without blocking this thread. */
  read(text: PolicyText): Promise<ReadPolicy>;
  /** Validates a draft in the same way. */
  validate(validation: Validation): Promise<ValidatedPolicy>;
  log: { info(message: string): void; warn(message: string): void };
};

/**
 * The policy while the service runs: its revisions, changes by people, and changes of the file. Changes within one
 * process take effect in the order of their numbers.
 */
export class Policies {
  readonly #options: PoliciesOptions;
  readonly #inForce: PolicyInForce;
  #file: PolicyFileContent;
  /** The hash of the last file content that was applied, or refused with a problem. */
  #examinedHash: string | null = null;
  #fileProblem: string | null = null;

  constructor(options: PoliciesOptions) {
    this.#options = options;
    this.#file = options.file;
    const { store, revisions, inForce, problem, log } = options;
    const read = (yaml: string): Promise<ReadPolicy> => this.#read(yaml, false);
    const onUsed = (revision: Revision): void => this.#noteUsed(revision);
    this.#inForce = new PolicyInForce({ store, revisions, inForce, problem, read, onUsed, log });
  }

  /** The policy in force, and its problem. */
  current(): PolicyState {
    return { ...this.#inForce.revision, problem: this.#problem };
  }

  /** The content of the policy in force. */
  policy(): Policy {
    return this.#options.store.current().policy;
  }

  /** The policy file as last read. */
  get file(): PolicyFileContent {
    return this.#file;
  }

  /** Rejects with the present problem, if any. */
  async check(): Promise<void> {
    if (this.#problem !== null) throw new Error(this.#problem);
  }

  /** Revisions before `before` (null for all), newest first. The revision in force has its problem. */
  async list(before: number | null, limit: number): Promise<readonly PolicyState[]> {
    const revisions = await this.#options.revisions.list(before, limit);
    return revisions.map((one) => this.#toState(one));
  }

  /**
   * Puts a policy in force as a new revision. Rejects with BAD_USER_INPUT if it has problems (all of them in
   * `details.issues`). Rejects with CONFLICT if the newest revision is not the expected one. `expectedRevision` null
   * skips that check.
   */
  async apply(yaml: string, expectedRevision: number | null, { actor, comment }: Change): Promise<PolicyState> {
    const text = await this.#readOrRefuse(yaml);
    return this.#append(text, (latest, stored) => {
      refuseOther(latest, expectedRevision);
      const fileHash = this.#hashSeen(latest);
      const isFile = this.#file.type === 'read' && this.#file.yaml === yaml && fileHash === this.#file.hash;
      return { source: 'API', yaml, models: stored, fileHash, isFile, comment, actor };
    });
  }

  /**
   * Puts an earlier revision in force again, with its stored models, as a new revision. Rejects with NOT_FOUND if it
   * does not exist, and with BAD_USER_INPUT if it is no longer usable.
   */
  async rollBack(revision: number, { actor, comment }: Change): Promise<PolicyState> {
    const target = await this.#options.revisions.find(revision);
    if (target === null) throw new ServiceError('NOT_FOUND', `There is no revision ${revision} of the policy.`);
    const text = await this.#readOrRefuse(target.yaml);
    return this.#append(text, (latest) => {
      const fileHash = this.#hashSeen(latest);
      const why = comment ?? `Rolled back to revision ${revision}.`;
      const isFile = target.isFile && target.fileHash === fileHash;
      return {
        source: 'ROLLBACK',
        yaml: target.yaml,
        models: target.models,
        fileHash,
        isFile,
        comment: why,
        actor,
      };
    });
  }

  /**
   * Changes the stored models as a new revision of the same policy. `change` receives the models of the newest
   * revision; it may throw.
   */
  async changeModels(
    change: (stored: readonly ModelOverride[]) => readonly ModelOverride[],
    { actor, comment }: Change,
  ): Promise<PolicyState> {
    return this.#append(null, (latest, stored) => {
      const { yaml, fileHash, isFile } = latest;
      return { source: 'API', yaml, models: change(stored), fileHash, isFile, comment, actor };
    });
  }

  /**
   * Validates a draft and compares it with the policy in force. `replay`: reads the inputs of a replay; null for no
   * replay.
   */
  async validate(yaml: string, replay: (() => Promise<ReplaySources>) | null): Promise<ValidatedPolicy> {
    const { settings, validate } = this.#options;
    const text = { yaml, settings: withSecrets(settings, this.#file), isDraft: true };
    const sources = replay === null ? null : await replay();
    return validate({ text, inForceYaml: this.#inForce.revision.yaml, replay: sources });
  }

  /** Checks for a newer revision of another replica, and puts it in force. */
  follow(): Promise<void> {
    return this.#inForce.follow();
  }

  /**
   * Makes changed file content a revision. Changes nothing if the content is unusable, or if another revision has
   * replaced the file's last content. The problem then gives the reason.
   */
  async takeFile(file: PolicyFileContent): Promise<void> {
    this.#file = file;
    if (file.type === 'unreadable') return this.#reportFile(`${file.problem} ${this.#inForce.staying}`);
    for (const warning of file.warnings) this.#options.log.warn(warning);
    this.#reportFile(await this.#examine(file));
    this.#examinedHash = file.hash;
  }

  /**
   * Applies a readable file. Resolves to the reason why it was not applied; null when it is in force, or was applied
   * before.
   */
  async #examine(file: ReadableFile): Promise<string | null> {
    const { fileName } = this.#options;
    if (file.hash === this.#inForce.revision.fileHash) return null;
    const read = await this.#read(file.yaml, true);
    if (!read.ok) return `${summarizeProblems(fileName, read.problems)} ${this.#inForce.staying}`;
    let conflict: Revision | null = null;
    await this.#append({ yaml: file.yaml, policy: read.policy }, (latest, stored) => {
      if (latest.fileHash === file.hash) return null;
      if (!latest.isFile && latest.yaml !== file.yaml) {
        conflict = latest;
        return null;
      }
      const comment = `${fileName} has changed.`;
      return {
        source: 'FILE',
        yaml: file.yaml,
        models: stored,
        fileHash: file.hash,
        isFile: true,
        comment,
        actor: systemActor,
      };
    });
    return conflict === null ? null : describeConflict(fileName, conflict);
  }

  get #problem(): string | null {
    const problems = [this.#inForce.problem, this.#fileProblem].filter((problem) => problem !== null);
    return problems.length === 0 ? null : problems.join(' ');
  }

  /**
   * The hash of the file content that a change by a person takes into account. That content was in force, or its
   * problem was reported.
   */
  #hashSeen(latest: Revision): string | null {
    return this.#examinedHash ?? latest.fileHash;
  }

  #read(yaml: string, isDraft: boolean): Promise<ReadPolicy> {
    const { settings, read } = this.#options;
    return read({ yaml, settings: withSecrets(settings, this.#file), isDraft });
  }

  async #readOrRefuse(yaml: string): Promise<CheckedText> {
    const read = await this.#read(yaml, true);
    if (read.ok) return { yaml, policy: read.policy };
    throw new ServiceError(
      'BAD_USER_INPUT',
      `The policy is not applied: ${summarizeProblems('policy', read.problems)}`,
      {
        details: { issues: read.problems.slice(0, mostProblems) },
      },
    );
  }

  async #append(...change: Parameters<PolicyInForce['append']>): Promise<PolicyState> {
    return this.#toState(await this.#inForce.append(...change));
  }

  /** Adds the policy's problem to the revision in force. */
  #toState(revision: Revision): PolicyState {
    return { ...revision, problem: revision.revision === this.#inForce.revision.revision ? this.#problem : null };
  }

  /** Clears the file's problem when the file is in force again. */
  #noteUsed({ fileHash }: Revision): void {
    if (this.#file.type === 'read' && this.#file.hash === fileHash) this.#fileProblem = null;
  }

  #reportFile(problem: string | null): void {
    if (problem === this.#fileProblem) return;
    this.#fileProblem = problem;
    if (problem !== null) this.#options.log.warn(problem);
  }
}

type ReadableFile = Extract<PolicyFileContent, { type: 'read' }>;

/** The most problems in one error. */
const mostProblems = 100;

function refuseOther(latest: Revision, expected: number | null): void {
  if (expected === null || latest.revision === expected) return;
  throw new ServiceError(
    'CONFLICT',
    `The policy is at revision ${latest.revision} by ${latest.actor.name}, not at ${expected}: read it again and apply your change to it.`,
    { field: 'expectedRevision', details: { revision: latest.revision } },
  );
}

function describeConflict(fileName: string, { revision, actor }: Revision): string {
  return `${fileName} has changed, but revision ${revision} by ${actor.name} is in force instead of its last content: the file is not used. To use the file, apply its content with applyPolicy; applying any other policy keeps the file unused.`;
}

/** The settings, with the secrets of the file as variables. */
export function withSecrets(settings: PolicySettings, file: PolicyFileContent): PolicySettings {
  if (file.type === 'unreadable' || Object.keys(file.secrets).length === 0) return settings;
  return { ...settings, environment: { ...settings.environment, ...file.secrets } };
}
