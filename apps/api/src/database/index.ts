export type { Database } from './database.ts';
export { DatabaseError } from './database-error.ts';
export { type DatabaseSettings, openDatabase } from './open-database.ts';
