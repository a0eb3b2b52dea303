import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from './parse-database-url.ts';

describe('a DATABASE_URL', () => {
  it('is described without user and password', () => {
    const { description, schema, connection } = parseDatabaseUrl('postgresql://me:secret@db.internal/penstock');
    expect(description).toBe('PostgreSQL at db.internal:5432/penstock');
    expect(schema).toBe('public');
    expect(connection).toMatchObject({ connectionString: 'postgresql://me:secret@db.internal/penstock', max: 10 });
  });

  it('may name a schema and a limit of connections, as in Prisma', () => {
    const { schema, connection } = parseDatabaseUrl(
      'postgres://h:1/d?schema=penstock&connection_limit=3&sslmode=require',
    );
    expect(schema).toBe('penstock');
    expect(connection).toMatchObject({
      connectionString: 'postgres://h:1/d?sslmode=require',
      max: 3,
      options: '-c search_path=penstock',
    });
  });

  it('may name a folder with a socket', () => {
    const { description } = parseDatabaseUrl('postgresql:///penstock?host=/var/run/postgresql');
    expect(description).toBe('PostgreSQL at /var/run/postgresql/penstock');
  });

  it.each([
    ['localhost', 'is not a URL'],
    ['mysql://localhost/penstock', "starts with 'mysql:', which is not PostgreSQL"],
    ['postgresql://localhost', 'has no database'],
    ['postgresql://localhost/', 'has no database'],
    ['postgresql:///penstock', 'has no host'],
    ['postgresql://h/d?schema=a;b', 'schema=a;b: it must consist of lower-case letters'],
    ['postgresql://h/d?connection_limit=1', 'connection_limit=1: it must be a whole number, at least 2'],
  ])('with the value %s is refused', (url, reason) => {
    expect(() => parseDatabaseUrl(url)).toThrow(reason);
  });

  it('is never repeated in an error, since it contains a password', () => {
    expect(() => parseDatabaseUrl('mysql://me:secret@h/d')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });
});
