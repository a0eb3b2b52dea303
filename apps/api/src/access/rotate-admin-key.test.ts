import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { digestOfKey } from './access.ts';
import { readAdminKey } from './admin-key.ts';
import { adminKeyId } from './read-keys.ts';
import { rotateAdminKey } from './rotate-admin-key.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'penstock-admin-'));
});
afterEach(() => rm(home, { recursive: true }));

describeOnEachDatabase('the rotation of the admin key', (test) => {
  const realm = (file: string | null, refresh = vi.fn(async () => {})) => ({
    prisma: test.database.prisma,
    file,
    refresh,
    nowMs: () => 5_000,
  });
  const stored = () => test.database.prisma.apiKey.findUniqueOrThrow({ where: { id: adminKeyId } });

  it('replaces the key in its file and, as a hash, in the database, each time', async () => {
    const { file, key } = await readAdminKey(null, home);
    const refresh = vi.fn(async () => {});
    const first = await rotateAdminKey(realm(file, refresh));
    const second = await rotateAdminKey(realm(file, refresh));

    expect(new Set([key, first.secret, second.secret]).size).toBe(3);
    expect((await readAdminKey(null, home)).key).toBe(second.secret);
    expect(await stored()).toMatchObject({ hash: digestOfKey(second.secret).toString('hex'), role: 'ADMIN' });
    expect(JSON.stringify(await stored())).not.toContain(second.secret);
    expect(refresh).toHaveBeenCalledTimes(2);
    expect(await readdir(home)).toEqual(['admin-key']);
  });

  it('is refused for a key from the environment, and changes nothing', async () => {
    const refresh = vi.fn(async () => {});
    await expect(rotateAdminKey(realm(null, refresh))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('PENSTOCK_ADMIN_KEY'),
    });
    expect(refresh).not.toHaveBeenCalled();
  });

  it('that the database refuses leaves the old key in the file', async () => {
    const { file, key } = await readAdminKey(null, home);
    const failing = async () => {
      throw new Error('connection lost');
    };
    await expect(rotateAdminKey(realm(file, vi.fn(failing)))).rejects.toThrow('connection lost');
    expect((await readFile(file ?? '', 'utf8')).trim()).toBe(key);
  });
});
