import type { PoolConfig } from 'pg';
import type { Database } from './database.ts';

/** A running PostgreSQL, and the settings to connect to it. */
export type ConnectableDatabase = Pick<Database, 'kind' | 'description'> & {
  connection: PoolConfig;
  /** The PostgreSQL schema that holds the tables. */
  schema: string;
  /** Releases resources other than the connections: the thread and the lock. */
  release(): Promise<void>;
};
