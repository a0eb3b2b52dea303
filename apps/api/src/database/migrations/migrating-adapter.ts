import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** The marker in a row of `_prisma_migrations` for a committed script, until the engine records its end. */
export const committed = 'The script is committed.';

/** Runs within the script's transaction, so it survives a process that is killed before the engine records the end. */
const markCommitted = `DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET logs = '${committed}' WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;

/**
 * Prisma's adapter for `pg` with other handling of scripts. Prisma splits scripts at every semicolon, even within
 * texts, and runs the parts one by one. This adapter sends a script as a whole, so it is one transaction: a failed
 * migration changes nothing.
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

/** Converts an error to the form from which the engine names the migration. */
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
