import type { PoolConfig } from 'pg';

/** What the thread of the migrations is started with; plain data. */
export type MigrationSettings = {
  connection: PoolConfig;
  /** The PostgreSQL schema that holds the tables. */
  schema: string;
  /** Of the database, for people. */
  description: string;
  /** The migrations. */
  folder: string;
};

/** How it ended: which migrations were applied, or one sentence for the operator. */
export type MigrationOutcome = { type: 'applied'; names: readonly string[] } | { type: 'failed'; message: string };
