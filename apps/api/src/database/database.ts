import type pg from 'pg';
import type { PrismaClient } from './generated/client/client.ts';

/** One PostgreSQL, embedded or a server of its own; both are reached by the same driver and hold the same schema. */
export interface Database {
  /** For hot writes and reporting SQL. */
  readonly pool: pg.Pool;
  /** For everything else. */
  readonly prisma: PrismaClient;
  readonly kind: 'embedded' | 'server';
  /** For people, without secrets: `PostgreSQL at db.internal:5432/penstock`. */
  readonly description: string;
  /** Resolves when the database answers; rejects with a `DatabaseError` when it does not within 5 seconds. */
  ping(): Promise<void>;
  /** Ends all connections; the embedded one is shut down and its folder freed. Safe to call twice. */
  close(): Promise<void>;
}
