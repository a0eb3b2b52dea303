import type { ClientOperation } from './generation-request.ts';

/** The generation that an operation has started, and what that operation was. */
export type OperationClaim = Pick<ClientOperation, 'fingerprint'> & { generationId: string };

/**
 * What operations have started, for all processes over one database. Each operation starts one generation, also where it
 * comes to two processes at once. Where the database is away, a process knows only its own.
 */
export interface OperationClaims {
  /** Claims an operation for a generation. Null where it is claimed now, else the claim before. */
  claim(operation: ClientOperation, generationId: string): Promise<OperationClaim | null>;
  /** The claim of an operation; null where there is none. */
  find(operation: ClientOperation): Promise<OperationClaim | null>;
  /** Gives an operation up whose generation was refused, so that it may be tried again. */
  release(operation: ClientOperation, generationId: string): Promise<void>;
}

/** Claims of a process without a database. */
export const noClaims: OperationClaims = {
  claim: async () => null,
  find: async () => null,
  release: async () => {},
};
