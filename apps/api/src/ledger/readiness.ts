import type { Database } from '../database/database.ts';
import type { Journal } from './journal.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export type ReadinessTools = {
  writer: Pick<LedgerWriter, 'isUnavailable'>;
  database: Pick<Database, 'kind' | 'ping'>;
  journal?: Pick<Journal, 'hasRoom'> | undefined;
  canRecord(): boolean | Promise<boolean>;
};

/** How long the result of a successful disk test is reused, milliseconds. A test writes to the disk. */
const roomHoldsMs = 5_000;

/** The present state of the ledger's storage. Each check rejects with one sentence while it fails. */
export class Readiness {
  readonly #tools: ReadinessTools;
  #room = { untilMs: Number.NEGATIVE_INFINITY, found: Promise.resolve(true) };

  constructor(tools: ReadinessTools) {
    this.#tools = tools;
  }

  /** Without the database, calls are served unless a hard budget applies. */
  async database(): Promise<void> {
    const { database, writer } = this.#tools;
    try {
      await database.ping();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason} ${meanwhile}`, { cause: error });
    }
    if (writer.isUnavailable) throw new Error(`The database answers, but accepts no records. ${meanwhile}`);
  }

  /** Accepts records while the database is unavailable. Calls are served without it. */
  async journal(): Promise<void> {
    if (this.#tools.journal === undefined || (await this.#hasRoom())) return;
    throw new Error(
      'The journal, which stores records while the database is unavailable, cannot be written; check whether its disk is full.',
    );
  }

  /** Whether the database or the journal accepts records. If neither does, no model is called. */
  async records(): Promise<void> {
    if (await this.#takesRecords()) return;
    throw new Error(
      'Calls are refused because neither the database nor the journal can store records; check whether their disk is full.',
    );
  }

  async #takesRecords(): Promise<boolean> {
    const { database, journal, canRecord } = this.#tools;
    if (!(await canRecord())) return false;
    // The embedded database shares the journal's disk. On a full disk it still answers queries, but cannot write
    // records.
    if (journal !== undefined && database.kind === 'embedded') return this.#hasRoom();
    // One of the two is enough. Under load, either may be slow.
    return isAnyTrue(this.#hasRoom(), this.#answers());
  }

  #hasRoom(): Promise<boolean> {
    const { journal } = this.#tools;
    if (journal === undefined) return Promise.resolve(false);
    const nowMs = performance.now();
    if (nowMs < this.#room.untilMs) return this.#room.found;
    const found = journal.hasRoom();
    this.#room = { untilMs: nowMs + roomHoldsMs, found };
    void found.then((isFound) => {
      if (!isFound) this.#room.untilMs = Number.NEGATIVE_INFINITY;
    });
    return found;
  }

  #answers(): Promise<boolean> {
    return this.#tools.database.ping().then(
      () => true,
      () => false,
    );
  }
}

/** Resolves to true as soon as one of the promises does. */
function isAnyTrue(...claims: readonly Promise<boolean>[]): Promise<boolean> {
  const whereTrue = claims.map(async (claim) => (await claim) || Promise.reject(new Error('It is not.')));
  return Promise.any(whereTrue).then(
    () => true,
    () => false,
  );
}

const meanwhile = 'Records go to the journal, and requests with a hard budget are refused.';
