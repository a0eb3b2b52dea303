import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/**
 * Prisma's adapter for `pg`, but for scripts: it cuts them at every semicolon, also within texts, and runs the pieces one
 * by one. Here a script goes to PostgreSQL whole, which makes it one transaction: a migration that fails leaves nothing.
 */
export class MigratingAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      try {
        await connection.underlyingDriver().query(script);
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
