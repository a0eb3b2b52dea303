import type pg from 'pg';

const writeSql = `
UPDATE api_key SET last_used_at = greatest(api_key.last_used_at, used.at)
FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, at) WHERE api_key.id = used.id`;

/** The last uses of keys. Kept in memory, and written together from time to time. */
export class LastUse {
  readonly #pool: pg.Pool;
  /** Epoch milliseconds, by key. */
  readonly #latest = new Map<string, number>();
  #unwritten = new Set<string>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  note(keyId: string, atMs: number): void {
    this.#latest.set(keyId, atMs);
    this.#unwritten.add(keyId);
  }

  /** The last use in this process, epoch milliseconds; null if there was none. */
  find(keyId: string): number | null {
    return this.#latest.get(keyId) ?? null;
  }

  /** Writes the uses since the last call. */
  async write(): Promise<void> {
    if (this.#unwritten.size === 0) return;
    const ids = [...this.#unwritten];
    this.#unwritten = new Set();
    const times = ids.map((id) => new Date(this.#latest.get(id) ?? 0).toISOString());
    try {
      await this.#pool.query(writeSql, [ids, times]);
    } catch (error) {
      for (const id of ids) this.#unwritten.add(id);
      throw error;
    }
  }

  /** Forgets all keys but these. */
  keepOnly(keyIds: ReadonlySet<string>): void {
    for (const id of this.#latest.keys()) {
      if (keyIds.has(id)) continue;
      this.#latest.delete(id);
      this.#unwritten.delete(id);
    }
  }
}
