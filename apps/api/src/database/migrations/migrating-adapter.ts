import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** What a row of `_prisma_migrations` says whose script is committed, until the engine notes it as finished. */
export const committed = 'The script is committed.';

/** Within the script's own transaction, so that a process that is killed before the engine has noted it leaves word. */
const markCommitted = `DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET logs = '${committed}' WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;

/**
 * Prisma's adapter for `pg`, but for scripts: it cuts them at every semicolon, also within texts, and runs the pieces one
 * by one. Here a script goes to PostgreSQL whole, which makes it one transaction: a migration that fails leaves nothing.
 */
export class MigratingAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      try {
        await connection.underlyingDriver().query(`${script}\n;${markCommitted}`);
      } catch (error) {
        throw error instanceof pg.DatabaseError ? toDriverError(error) : error;
      }
    };
    return connection;
  }
}

/** In the form in which the engine can name the migration that it belongs to. */
function toDriverError({ code, severity, message, detail, column, hint }: pg.DatabaseError): DriverAdapterError {
  return new DriverAdapterError({
    kind: 'postgres',
    code: code ?? 'unknown',
    severity: severity ?? 'ERROR',
    message,
    detail,
    column,
    hint,
  });
}
