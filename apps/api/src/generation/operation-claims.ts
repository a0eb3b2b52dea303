import type { ClientOperation } from './generation-request.ts';

/** The generation that an operation has started, and the operation's fingerprint. */
export type OperationClaim = Pick<ClientOperation, 'fingerprint'> & { generationId: string };

/**
 * The generations that operations have started, for all processes of one database. Each operation starts one
 * generation, also if it reaches two processes at once. If the database is unavailable, a process knows only its own
 * operations.
 */
export interface OperationClaims {
  /** Claims an operation for a generation. Null if this claim succeeds, else the earlier claim. */
  claim(operation: ClientOperation, generationId: string): Promise<OperationClaim | null>;
  /** The claim of an operation; null if there is none. */
  find(operation: ClientOperation): Promise<OperationClaim | null>;
  /** Releases an operation whose generation was refused, so that it can be tried again. */
  release(operation: ClientOperation, generationId: string): Promise<void>;
}

/** Claims of a process without a database. */
export const noClaims: OperationClaims = {
  claim: async () => null,
  find: async () => null,
  release: async () => {},
};
