import type { ModelOverride } from '@penstock/router';
import type { Actor } from '../access/viewer.ts';

/** The origin of a revision. `DATABASE`: models that were changed directly in the database. */
export type RevisionSource = 'FILE' | 'API' | 'ROLLBACK' | 'DATABASE';

/** One stored state of the policy. Never changed. */
export type Revision = {
  /** From 1. */
  readonly revision: number;
  readonly source: RevisionSource;
  /** The whole document. Contains no secret. */
  readonly yaml: string;
  /** The stored models of this revision, ordered by id. */
  readonly models: readonly ModelOverride[];
  /** SHA-256 of the policy file's content that this revision takes into account; null if the file was unreadable. */
  readonly fileHash: string | null;
  /** Whether `yaml` is that content. */
  readonly isFile: boolean;
  /** The reason for the revision; null if none was given. */
  readonly comment: string | null;
  readonly actor: Actor;
  readonly createdAtMs: number;
};

/** A revision without its number and time, which the database adds. */
export type RevisionDraft = Omit<Revision, 'revision' | 'createdAtMs'>;

/** A revision, and the problem of the policy; null for none. */
export type PolicyState = Revision & { readonly problem: string | null };

/** The service itself, as the actor of revisions that no person made. */
export const systemActor: Actor = Object.freeze({ kind: 'SYSTEM', id: 'penstock', name: 'Penstock' });
