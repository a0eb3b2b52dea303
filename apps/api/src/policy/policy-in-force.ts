import type { ModelOverride, Policy } from '@penstock/router';
import type { RulesStore } from '../rules/rules-store.ts';
import { type ReadPolicy, summarizeProblems } from './parse-policy-text.ts';
import type { Revision, RevisionDraft } from './revision.ts';
import type { RevisionStore } from './revision-store.ts';

/** A text without problems, and its content. */
export type CheckedText = { yaml: string; policy: Policy };

type Options = {
  store: RulesStore;
  revisions: RevisionStore;
  /** The revision in force at the start. */
  inForce: Revision;
  /** The problem at the start; null for none. */
  problem: string | null;
  /** Parses the text of a revision. */
  read(yaml: string): Promise<ReadPolicy>;
  /** Called with each revision that takes effect. */
  onUsed(revision: Revision): void;
  log: { info(message: string): void; warn(message: string): void };
};

/**
 * The revision in force. A newer revision comes from a draft that is appended here, or from another replica. An
 * unusable revision changes nothing.
 */
export class PolicyInForce {
  readonly #options: Options;
  #revision: Revision;
  /** The number of the newest revision that was examined, usable or not. */
  #seen: number;
  #problem: string | null;
  #following: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
    this.#revision = options.inForce;
    this.#seen = options.inForce.revision;
    this.#problem = options.problem;
  }

  get revision(): Revision {
    return this.#revision;
  }

  /** Why a newer revision is not in force; null if there is no such problem. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The last sentence of each message about a change that was not made. */
  get staying(): string {
    return `Revision ${this.#revision.revision} stays in force.`;
  }

  /**
   * Stores the result of `decide` on the newest revision, and puts it in force. `text` null: the text of the newest
   * revision. A draft is stored only if rules can be built from it.
   */
  async append(
    text: CheckedText | null,
    decide: (latest: Revision, stored: readonly ModelOverride[]) => RevisionDraft | null,
  ): Promise<Revision> {
    const { revisions, store } = this.#options;
    const revision = await revisions.append((latest, stored) => {
      if (latest === null) throw new Error('The table of the policy is empty, though a revision is in force.');
      const draft = decide(latest, stored);
      if (draft !== null && text !== null) store.preview({ policy: text.policy, overrides: draft.models });
      return draft;
    });
    if (revision === null) throw new Error('The database returned no revision.');
    await this.#use(revision, text);
    return revision;
  }

  /** Checks for a newer revision of another replica, and puts it in force. */
  follow(): Promise<void> {
    this.#following ??= this.#follow().finally(() => {
      this.#following = null;
    });
    return this.#following;
  }

  async #follow(): Promise<void> {
    const { revisions } = this.#options;
    if ((await revisions.latestNumber()) <= this.#seen) return;
    const [latest] = await revisions.list(null, 1);
    if (latest !== undefined) await this.#use(latest, null);
  }

  /** Puts a stored revision in force if it is newer than the present one. `known`: a text that is already parsed. */
  async #use(revision: Revision, known: CheckedText | null): Promise<void> {
    const { store, log, onUsed } = this.#options;
    if (revision.revision <= this.#seen) return;
    const read = await this.#readRevision(revision, known);
    if (revision.revision <= this.#seen) return;
    this.#seen = revision.revision;
    if (!read.ok) {
      const problems = summarizeProblems('policy', read.problems);
      this.#problem = `Revision ${revision.revision} of the policy cannot be used here: ${problems} ${this.staying}`;
      log.warn(this.#problem);
      return;
    }
    store.replace({ policy: read.policy, overrides: revision.models }, revision.revision);
    this.#revision = revision;
    this.#problem = null;
    onUsed(revision);
    const { source, actor, comment } = revision;
    const why = comment === null ? '' : ` (${comment})`;
    log.info(`Revision ${revision.revision} of the policy is in force: ${source} by ${actor.name}${why}.`);
  }

  async #readRevision({ yaml }: Revision, known: CheckedText | null): Promise<ReadPolicy> {
    // Another replica's revision may be the newest if no change was needed.
    if (known !== null && known.yaml === yaml) return { ok: true, policy: known.policy };
    if (yaml === this.#revision.yaml) return { ok: true, policy: this.#options.store.current().policy };
    return this.#options.read(yaml);
  }
}
