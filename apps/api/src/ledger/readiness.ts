import type { Database } from '../database/database.ts';
import type { Journal } from './journal.ts';
import type { LedgerWriter } from './ledger-writer.ts';

export type ReadinessTools = {
  writer: Pick<LedgerWriter, 'isUnavailable'>;
  database: Pick<Database, 'kind' | 'ping'>;
  journal?: Pick<Journal, 'hasRoom'> | undefined;
  canRecord(): boolean | Promise<boolean>;
};

/** What the ledger's storage is fit for at this moment. Each rejects, with one sentence, while it is not. */
export type Readiness = {
  /** Without it calls are served, but none that a hard budget binds. */
  database(): Promise<void>;
  /** Takes what ends while the database is away; calls are served without it. */
  journal(): Promise<void>;
  /** Whether one of the two takes what ends. Without it no model is called. */
  records(): Promise<void>;
};

/** How long a trial that went well holds, milliseconds: it writes to the disk. */
const roomHoldsMs = 5_000;

export function createReadiness({ writer, database, journal, canRecord }: ReadinessTools): Readiness {
  let room = { untilMs: Number.NEGATIVE_INFINITY, found: Promise.resolve(true) };
  const hasRoom = (): Promise<boolean> => {
    if (journal === undefined) return Promise.resolve(false);
    const nowMs = performance.now();
    if (nowMs < room.untilMs) return room.found;
    const found = journal.hasRoom();
    room = { untilMs: nowMs + roomHoldsMs, found };
    void found.then((isFound) => {
      if (!isFound) room.untilMs = Number.NEGATIVE_INFINITY;
    });
    return found;
  };
  const answers = (): Promise<boolean> =>
    database.ping().then(
      () => true,
      () => false,
    );

  async function takesRecords(): Promise<boolean> {
    if (!(await canRecord())) return false;
    if (await hasRoom()) return true;
    // The embedded database stands on the journal's own disk: it answers for a while, and breaks down at the next record.
    return journal !== undefined && database.kind === 'embedded' ? false : answers();
  }

  return {
    async database() {
      try {
        await database.ping();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${reason} ${meanwhile}`, { cause: error });
      }
      if (writer.isUnavailable) throw new Error(`The database answers, but takes no record. ${meanwhile}`);
    },
    async journal() {
      if (journal === undefined || (await hasRoom())) return;
      throw new Error(
        'The journal, which takes records while the database is away, cannot be written, as on a full disk.',
      );
    },
    async records() {
      if (await takesRecords()) return;
      throw new Error(
        'Calls are refused, since neither the database nor the journal takes a record of them, as when their disk is full.',
      );
    },
  };
}

const meanwhile = 'What ends is kept in the journal, and requests that a hard budget binds are refused.';
