import { expect, test } from 'vitest';
import { digestOfKey } from '../access/access.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { createSignInCodes } from './sign-in-codes.ts';

const digest = digestOfKey('psk_admin_for_tests_only');

describeOnEachDatabase('codes that sign in', (database) => {
  test('work once, also if two callers use them at the same time', async () => {
    const codes = createSignInCodes(database.database.pool);
    const code = await codes.create(digest);
    expect(code).toMatch(/^[\w-]{43}$/);
    const spent = await Promise.all([codes.spend(code), codes.spend(code), codes.spend(code)]);
    expect(spent.filter((one) => one !== null)).toEqual([digest]);
    expect(await codes.spend(code)).toBeNull();
  });

  test('are stored as hashes', async () => {
    const codes = createSignInCodes(database.database.pool);
    const code = await codes.create(digest);
    const { rows } = await database.database.pool.query<{ digest: Buffer }>('SELECT digest FROM sign_in_code');
    expect(rows.map((row) => row.digest)).not.toContainEqual(Buffer.from(code, 'base64url'));
  });

  test('expire, and old ones are removed', async () => {
    const { pool } = database.database;
    const expired = createSignInCodes(pool, -1);
    expect(await expired.spend(await expired.create(digest))).toBeNull();
    await expired.create(digest);
    await createSignInCodes(pool).create(digest);
    const { rows } = await pool.query('SELECT 1 FROM sign_in_code WHERE expires_at <= now()');
    expect(rows).toEqual([]);
  });

  test('do not sign in if they never existed', async () => {
    expect(await createSignInCodes(database.database.pool).spend('guessed')).toBeNull();
  });
});
