import { mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readAdminKey } from './admin-key.ts';

let home: string;

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'penstock-')), 'home');
});

describe('the admin key', () => {
  test('is created at the first start, and stays the same at the next', async () => {
    const first = await readAdminKey(null, home);
    const second = await readAdminKey(null, home);

    expect(first).toMatchObject({ isNew: true, file: join(home, 'admin-key') });
    expect(first.key).toMatch(/^psk_admin_[A-Za-z0-9_-]{43}$/);
    expect(second).toEqual({ ...first, isNew: false });
  });

  test('can be read only by its owner', async () => {
    const { file } = await readAdminKey(null, home);

    expect((await stat(file ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
  });

  test('is the same for two processes that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => readAdminKey(null, home)));

    expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
    expect(keys.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await readdir(home)).toEqual(['admin-key']);
  });

  test('that cannot be saved is reported with the folder and the remedy', async () => {
    // A link without a target.
    await symlink(join(home, '../nowhere/at/all'), home);

    await expect(readAdminKey(null, home)).rejects.toThrow(
      /^The admin key cannot be saved in .*home\/admin-key \(.+\): make that folder writable, set PENSTOCK_HOME to a writable folder, or set PENSTOCK_ADMIN_KEY\.$/,
    );
  });

  test('may come from the environment, and is then not stored', async () => {
    expect(await readAdminKey('a-key-of-my-own-choice', home)).toEqual({
      key: 'a-key-of-my-own-choice',
      isNew: false,
      file: null,
    });
    await expect(readFile(join(home, 'admin-key'))).rejects.toThrow('ENOENT');
  });

  test.each([
    ['short', /PENSTOCK_ADMIN_KEY has a key of 5 characters: it must have at least 16/],
    ['a key with spaces in it', /remove the space/],
  ])('from the environment must be strong enough: %j', async (given, message) => {
    await expect(readAdminKey(given, home)).rejects.toThrow(message);
  });

  test('in an empty file is refused, not replaced', async () => {
    const { file } = await readAdminKey(null, home);
    await writeFile(file ?? '', '\n');

    await expect(readAdminKey(null, home)).rejects.toThrow(/admin-key has a key of 0 characters/);
  });
});
