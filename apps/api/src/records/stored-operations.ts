import type pg from 'pg';
import type { ClientOperation } from '../generation/generation-request.ts';
import type { OperationClaim, OperationClaims } from '../generation/operation-claims.ts';

/** The time for which an operation is known, milliseconds. */
export const operationKeepMs = 24 * 3_600_000;

type Tools = {
  pool: pg.Pool;
  nowMs(): number;
  /** Called once each time that the database becomes unavailable. */
  onUnavailable(error: unknown): void;
};

/** Named operations in the database. Its key makes each start only once, on any number of replicas. */
export class StoredOperations implements OperationClaims {
  readonly #tools: Tools;
  #isAway = false;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Whether the last query failed because the database was unavailable. */
  get isAway(): boolean {
    return this.#isAway;
  }

  async claim(operation: ClientOperation, generationId: string): Promise<OperationClaim | null> {
    const { callerId, clientId, fingerprint } = operation;
    const nowMs = this.#tools.nowMs();
    const values = [callerId, clientId, fingerprint, generationId, new Date(nowMs), new Date(nowMs - operationKeepMs)];
    return this.#unlessAway(async (pool) => {
      for (;;) {
        const { rowCount } = await pool.query(claimSql, values);
        if (rowCount === 1) return null;
        // Null if its claimer has released it in between.
        const earlier = await this.#read(operation);
        if (earlier !== null) return earlier;
      }
    });
  }

  find(operation: ClientOperation): Promise<OperationClaim | null> {
    return this.#unlessAway(() => this.#read(operation));
  }

  async release({ callerId, clientId }: ClientOperation, generationId: string): Promise<void> {
    await this.#unlessAway(async (pool) => {
      await pool.query(releaseSql, [callerId, clientId, generationId]);
      return null;
    });
  }

  async #read({ callerId, clientId }: ClientOperation): Promise<OperationClaim | null> {
    const { rows } = await this.#tools.pool.query<OperationClaim>(findSql, [callerId, clientId]);
    return rows[0] ?? null;
  }

  /** Generations continue without the database, including named ones: this process knows its own. */
  async #unlessAway(query: (pool: pg.Pool) => Promise<OperationClaim | null>): Promise<OperationClaim | null> {
    try {
      const claim = await query(this.#tools.pool);
      this.#isAway = false;
      return claim;
    } catch (error) {
      if (!this.#isAway) this.#tools.onUnavailable(error);
      this.#isAway = true;
      return null;
    }
  }
}

/** An expired operation is claimed again. */
const claimSql = `
INSERT INTO client_operation (caller_id, client_id, fingerprint, generation_id, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (caller_id, client_id) DO UPDATE
SET fingerprint = excluded.fingerprint, generation_id = excluded.generation_id, created_at = excluded.created_at
WHERE client_operation.created_at < $6`;

const findSql = `
SELECT fingerprint, generation_id AS "generationId" FROM client_operation WHERE caller_id = $1 AND client_id = $2`;

const releaseSql = 'DELETE FROM client_operation WHERE caller_id = $1 AND client_id = $2 AND generation_id = $3';

const pruneSql = 'DELETE FROM client_operation WHERE created_at < $1';

/** Removes the operations created before a time. */
export async function pruneOperations(pool: pg.Pool, before: Date): Promise<void> {
  await pool.query(pruneSql, [before]);
}
