import type { PoolConfig } from 'pg';
import { DatabaseError } from '../database-error.ts';

/** The connection settings of a server, and its description without user and password. */
export type ServerAddress = { connection: PoolConfig; schema: string; description: string };

const form = 'it must read postgresql://user:password@host:5432/database';
const mostConnections = 10;

/**
 * Parses a DATABASE_URL. In addition to the parameters of `pg` (`sslmode`, `host` for a socket folder …) it accepts
 * Prisma's `schema` (`public`) and `connection_limit` (10). Throws a `DatabaseError` without the URL, which contains a
 * password.
 */
export function parseDatabaseUrl(databaseUrl: string): ServerAddress {
  const url = parseUrl(databaseUrl);
  const schema = checkSchema(take(url, 'schema') ?? 'public');
  const connectionLimit = take(url, 'connection_limit');
  const socketFolder = url.searchParams.get('host');
  const database = decodeURIComponent(url.pathname.slice(1));
  return {
    connection: {
      connectionString: url.href,
      max: connectionLimit === null ? mostConnections : parseLimit(connectionLimit),
      ...(schema === 'public' ? {} : { options: `-c search_path=${schema}` }),
    },
    schema,
    description: `PostgreSQL at ${socketFolder ?? `${url.hostname}:${url.port || '5432'}`}/${database}`,
  };
}

function parseUrl(databaseUrl: string): URL {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (url === null) {
    throw new DatabaseError(`DATABASE_URL is not a URL: ${form}, with special characters percent-encoded.`);
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new DatabaseError(`DATABASE_URL starts with '${url.protocol}', which is not PostgreSQL: ${form}.`);
  }
  if (url.hostname === '' && !url.searchParams.has('host')) {
    throw new DatabaseError(`DATABASE_URL has no host: ${form}.`);
  }
  if (url.pathname.length < 2) throw new DatabaseError(`DATABASE_URL has no database: ${form}.`);
  return url;
}

function take(url: URL, name: string): string | null {
  const value = url.searchParams.get(name);
  url.searchParams.delete(name);
  return value;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 2) return limit;
  throw new DatabaseError(`DATABASE_URL has connection_limit=${text}: it must be a whole number, at least 2.`);
}

function checkSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(schema)) return schema;
  throw new DatabaseError(
    `DATABASE_URL has schema=${schema}: it must consist of lower-case letters, digits and underscores.`,
  );
}
