import type { ModelOverride } from '@penstock/router';
import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { Revision, RevisionDraft } from './revision.ts';
import { listModelOverrides, writeModelOverrides } from './stored-models.ts';

/** The most stored revisions. Older revisions are removed. */
export const mostRevisions = 500;

/** How long a change waits for a concurrent change, milliseconds. */
const lockMs = 5_000;

type Row = Omit<Revision, 'actor' | 'createdAtMs'> & {
  actorKind: Revision['actor']['kind'];
  actorId: string;
  actorName: string;
  createdAt: Date;
};

const columns = `revision, source, yaml, models, file_hash AS "fileHash", is_file AS "isFile", comment,
  actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", created_at AS "createdAt"`;

/** The revisions in the database. Only this class assigns their numbers. */
export class RevisionStore {
  readonly #pool: pg.Pool;
  readonly #onAppended: () => void;

  /** `onAppended` is called after this process adds a revision. */
  constructor(pool: pg.Pool, onAppended: () => void = () => {}) {
    this.#pool = pool;
    this.#onAppended = onAppended;
  }

  /** The number of the newest revision; 0 if there is none. */
  async latestNumber(): Promise<number> {
    const { rows } = await this.#pool.query<{ latest: number }>({
      name: 'latest-policy-revision',
      text: 'SELECT coalesce(max(revision), 0) AS latest FROM policy_revision',
    });
    return rows[0]?.latest ?? 0;
  }

  /** At most `limit` revisions before `before` (null for all), newest first. */
  list(before: number | null, limit: number): Promise<readonly Revision[]> {
    return select(this.#pool, 'WHERE $1::int IS NULL OR revision < $1 ORDER BY revision DESC LIMIT $2', [
      before,
      limit,
    ]);
  }

  /** Null if no revision has this number, or if it was removed. */
  async find(revision: number): Promise<Revision | null> {
    return (await select(this.#pool, 'WHERE revision = $1', [revision]))[0] ?? null;
  }

  /**
   * Adds a revision after the newest, in one transaction. The numbers have no gap, and no two changes see the same
   * newest revision. `decide` receives the newest (null for none) and the stored models. It may throw, or return null
   * to change nothing. Resolves to the newest revision afterwards.
   */
  async append(
    decide: (latest: Revision | null, stored: readonly ModelOverride[]) => RevisionDraft | null,
  ): Promise<Revision | null> {
    let isAdded = false;
    const newest = await inTransaction(this.#pool, async (client) => {
      await client.query(`SET LOCAL lock_timeout = ${lockMs}`);
      await client.query('LOCK TABLE policy_revision IN SHARE ROW EXCLUSIVE MODE');
      const latest = (await select(client, 'ORDER BY revision DESC LIMIT 1', []))[0] ?? null;
      const stored = await listModelOverrides(client);
      const draft = decide(latest, stored);
      if (draft === null) return latest;
      if (JSON.stringify(stored) !== JSON.stringify(draft.models)) await writeModelOverrides(client, draft.models);
      const number = (latest?.revision ?? 0) + 1;
      await client.query('DELETE FROM policy_revision WHERE revision <= $1', [number - mostRevisions]);
      isAdded = true;
      return insert(client, number, draft);
    });
    if (isAdded) this.#onAppended();
    return newest;
  }
}

async function select(
  client: Pick<pg.ClientBase, 'query'>,
  where: string,
  values: readonly unknown[],
): Promise<readonly Revision[]> {
  const { rows } = await client.query<Row>(`SELECT ${columns} FROM policy_revision ${where}`, [...values]);
  return rows.map(toRevision);
}

async function insert(client: pg.ClientBase, revision: number, draft: RevisionDraft): Promise<Revision> {
  const { source, yaml, models, fileHash, isFile, comment, actor } = draft;
  const { rows } = await client.query<Row>(
    `INSERT INTO policy_revision
      (revision, source, yaml, models, file_hash, is_file, comment, actor_kind, actor_id, actor_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${columns}`,
    [revision, source, yaml, JSON.stringify(models), fileHash, isFile, comment, actor.kind, actor.id, actor.name],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no revision for the one that it stored.');
  return toRevision(row);
}

function toRevision({ actorKind, actorId, actorName, createdAt, ...row }: Row): Revision {
  const actor = { kind: actorKind, id: actorId, name: actorName };
  return { ...row, actor, createdAtMs: createdAt.getTime() };
}
