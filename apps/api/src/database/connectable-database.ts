import type { PoolConfig } from 'pg';
import type { Database } from './database.ts';

/** A PostgreSQL that answers, and how to connect to it. */
export type Reached = Pick<Database, 'kind' | 'description'> & {
  connection: PoolConfig;
  /** The PostgreSQL schema that holds the tables. */
  schema: string;
  /** Gives back what was taken beside the connections: the thread, the lock. */
  release(): Promise<void>;
};
