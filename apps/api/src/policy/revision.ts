import type { ModelOverride } from '@penstock/router';
import type { Actor } from '../access/viewer.ts';

/** The origin of a revision. `DATABASE`: stored models that were changed in the database itself. */
export type RevisionSource = 'FILE' | 'API' | 'ROLLBACK' | 'DATABASE';

/** One state of the policy, as it is stored. Never changed. */
export type Revision = {
  /** From 1. */
  readonly revision: number;
  readonly source: RevisionSource;
  /** The whole document. Holds no secret. */
  readonly yaml: string;
  /** The stored models of this revision, ordered by id. */
  readonly models: readonly ModelOverride[];
  /** SHA-256 of the policy file's content that this revision takes into account; null where no file could be read. */
  readonly fileHash: string | null;
  /** Whether `yaml` is that content. */
  readonly isFile: boolean;
  /** Why it was made; null where nothing was said. */
  readonly comment: string | null;
  readonly actor: Actor;
  readonly createdAtMs: number;
};

/** A revision without its number and time, which the database adds. */
export type RevisionDraft = Omit<Revision, 'revision' | 'createdAtMs'>;

/** A revision, and the problem of the policy; null for none. */
export type PolicyState = Revision & { readonly problem: string | null };

/** The service itself, as the actor of revisions without a person. */
export const systemActor: Actor = Object.freeze({ kind: 'SYSTEM', id: 'penstock', name: 'Penstock' });
