import type pg from 'pg';
import type { PrismaClient } from './generated/client/client.ts';

/** A PostgreSQL, embedded or on a server. Both use the same driver and schema. */
export interface Database {
  /** For hot writes and reporting SQL. */
  readonly pool: pg.Pool;
  /** For all other queries. */
  readonly prisma: PrismaClient;
  readonly kind: 'embedded' | 'server';
  /** A description for people, without secrets: `PostgreSQL at db.internal:5432/penstock`. */
  readonly description: string;
  /** Resolves when the database answers. Rejects with a `DatabaseError` when it does not within 5 seconds. */
  ping(): Promise<void>;
  /** Ends all connections. Shuts the embedded database down and releases its folder. Safe to call twice. */
  close(): Promise<void>;
}
