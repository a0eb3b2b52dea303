import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { insertKey } from '../testing/sample-key.ts';
import { digestOfKey } from './access.ts';
import { KeyDirectory, type KeyDirectoryOptions } from './key-directory.ts';
import { adminKeyId } from './read-keys.ts';

const adminKey = 'psk_admin_0123456789';

describeOnEachDatabase('the directory of keys', (test) => {
  const open: KeyDirectory[] = [];

  afterEach(async () => {
    await Promise.all(open.splice(0).map((directory) => directory.close()));
    await test.database.pool.query('DELETE FROM api_key');
  });

  async function openDirectory(changes: Partial<KeyDirectoryOptions> = {}): Promise<KeyDirectory> {
    const directory = new KeyDirectory({
      pool: test.database.pool,
      adminKey: { digest: digestOfKey(adminKey), savedAtMs: 0 },
      isAlone: true,
      nowMs: () => Date.now(),
      onError: (error) => {
        throw error;
      },
      ...changes,
    });
    open.push(directory);
    await directory.open();
    return directory;
  }

  it('knows the admin key, and no key that differs from it', async () => {
    const directory = await openDirectory();

    expect(await directory.authenticate(adminKey)).toMatchObject({ role: 'ADMIN', workspaceId: null, limits: null });
    for (const wrong of ['', adminKey.slice(1), `${adminKey} `, `Bearer ${adminKey}`]) {
      expect(await directory.authenticate(wrong)).toBeNull();
    }
  });

  it('returns the owner of a key and its rights', async () => {
    const { id, secret } = await insertKey(test.database, {
      name: 'batch',
      models: ['openai/*'],
      strategies: ['BALANCED'],
      tags: ['nightly'],
      requestsPerMinute: 7,
    });
    const directory = await openDirectory();

    expect(await directory.authenticate(secret)).toEqual({
      role: 'MEMBER',
      workspaceId: 'default',
      apiKeyId: id,
      keyPrefix: secret.slice(0, 10),
      limits: { requestsPerMinute: 7, tokensPerMinute: null, concurrency: null },
      grant: { models: ['openai/*'], strategies: ['BALANCED'], tags: ['nightly'] },
      actor: { kind: 'API_KEY', id, name: 'batch' },
    });
  });

  it('does the same work for every wrong key: one hash of the whole key, and one look-up of it', async () => {
    const { secret } = await insertKey(test.database);
    const directory = await openDirectory();
    const hash = vi.spyOn(crypto, 'hash');
    syncBuiltinESMExports();
    const lookUp = vi.spyOn(Map.prototype, 'get');
    const other = secret.endsWith('A') ? 'B' : 'A';
    const wrong = [
      '',
      'x',
      'psk_',
      secret.slice(0, -1),
      secret.slice(0, -1) + other,
      adminKey.slice(1),
      'x'.repeat(9_999),
    ];
    for (const key of wrong) {
      hash.mockClear();
      lookUp.mockClear();
      expect(await directory.authenticate(key)).toBeNull();
      const [hashed, looked] = [hash.mock, lookUp.mock];
      expect(hashed.calls).toEqual([['sha256', key, 'hex']]);
      expect(looked.calls).toEqual([[digestOfKey(key).toString('hex')]]);
    }
    lookUp.mockRestore();
    hash.mockRestore();
    syncBuiltinESMExports();
  });

  it('answers without a query', async () => {
    const { secret } = await insertKey(test.database);
    const directory = await openDirectory();
    const query = vi.spyOn(test.database.pool, 'query');

    await directory.authenticate(secret);
    await directory.authenticate('psk_wrong');

    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
  });

  it('follows the changes of another replica within two seconds', async () => {
    const directory = await openDirectory({ isAlone: false });
    const { id, secret } = await insertKey(test.database);
    await test.database.prisma.workspace.upsert({
      where: { id: 'far' },
      create: { id: 'far', name: 'Far' },
      update: { name: 'Far' },
    });
    const isKnown = () => directory.viewerOf(digestOfKey(secret)) !== null;

    await vi.waitFor(() => expect([isKnown(), directory.has('far')]).toEqual([true, true]), { timeout: 2_000 });
    await test.database.prisma.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
    await vi.waitFor(() => expect(isKnown()).toBe(false), { timeout: 2_000 });
  });

  it('ends a key at its expiry, and an old secret at the end of its grace', async () => {
    const startMs = Date.now();
    const previous = 'psk_previous';
    const { id, secret } = await insertKey(test.database, {
      expiresAt: new Date(startMs + 60_000),
      previousHash: digestOfKey(previous).toString('hex'),
      previousUntil: new Date(startMs + 30_000),
    });
    let nowMs = startMs;
    const directory = await openDirectory({ nowMs: () => nowMs });
    const valid = () => [secret, previous].map((key) => directory.viewerOf(digestOfKey(key)) !== null);

    expect([...valid(), directory.isKeyValid(id)]).toEqual([true, true, true]);
    nowMs += 30_000;
    expect([...valid(), directory.isKeyValid(id)]).toEqual([true, false, true]);
    nowMs += 30_000;
    expect([...valid(), directory.isKeyValid(id)]).toEqual([false, false, false]);
    expect(directory.isKeyValid('another')).toBe(false);
  });

  it('writes the last uses of keys, which other replicas do not take for a change', async () => {
    const { id, secret } = await insertKey(test.database);
    const directory = await openDirectory();
    const version = async () => (await test.database.pool.query('SELECT version FROM access_version')).rows[0].version;
    const before = await version();
    await directory.authenticate(secret);
    await directory.close();

    const { lastUsedAt } = await test.database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect(lastUsedAt?.getTime()).toBe(directory.lastUsedMs(id));
    expect(await version()).toBe(before);
  });

  it('takes the newer admin key, from the file or from another replica', async () => {
    const rotated = 'psk_admin_rotated';
    const hash = digestOfKey(rotated).toString('hex');
    const row = { id: adminKeyId, role: 'ADMIN', workspaceId: null, hash, createdAt: new Date(5_000) };
    await insertKey(test.database, row);
    const isAdmin = async (directory: KeyDirectory, key: string) => (await directory.authenticate(key)) !== null;

    const older = await openDirectory({ adminKey: { digest: digestOfKey(adminKey), savedAtMs: 4_000 } });
    expect([await isAdmin(older, adminKey), await isAdmin(older, rotated)]).toEqual([false, true]);
    expect(older.isAdminKeyReplaced).toBe(true);
    const given = await openDirectory({ adminKey: { digest: digestOfKey(adminKey), savedAtMs: null } });
    expect([await isAdmin(given, adminKey), await isAdmin(given, rotated)]).toEqual([true, false]);
    const newer = await openDirectory({ adminKey: { digest: digestOfKey(adminKey), savedAtMs: 6_000 } });
    expect([await isAdmin(newer, adminKey), await isAdmin(newer, rotated)]).toEqual([true, false]);
    await older.refresh();
    expect([await isAdmin(older, adminKey), await isAdmin(older, rotated)]).toEqual([true, false]);
  });
});
