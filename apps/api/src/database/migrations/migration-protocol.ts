import type { PoolConfig } from 'pg';

/** The start parameters of the migration thread, as plain data. */
export type MigrationSettings = {
  connection: PoolConfig;
  /** The PostgreSQL schema that holds the tables. */
  schema: string;
  /** A description of the database for people. */
  description: string;
  /** The folder of the migrations. */
  folder: string;
};

/** The result: the names of the applied migrations, or one sentence for the operator. */
export type MigrationOutcome = { type: 'applied'; names: readonly string[] } | { type: 'failed'; message: string };
