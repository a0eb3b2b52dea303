import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnChild } from '@penstock/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkDataFolder } from './check-data-folder.ts';
import { createData } from './create-data.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('the creation of the embedded database', () => {
  let home: string;
  let dataFolder: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'penstock-creation-'));
    dataFolder = join(home, 'data');
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('leaves a complete database that only its user can read, and nothing beside it', async () => {
    mkdirSync(join(home, 'data.unfinished'));
    writeFileSync(join(home, 'data.unfinished', 'PG_VERSION'), '17');
    mkdirSync(join(home, 'data.unfinished-a1B2c3', 'base'), { recursive: true });
    mkdirSync(join(home, 'data.unfinished.mine'));
    await createData(dataFolder);
    expect(checkDataFolder(dataFolder)).toBe('database');
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
    expect(readdirSync(home)).toEqual(['data', 'data.unfinished.mine']);
  });

  it('never replaces a folder that holds something', async () => {
    mkdirSync(dataFolder);
    writeFileSync(join(dataFolder, 'precious'), 'x');
    await expect(createData(dataFolder)).rejects.toThrow(/^The embedded database in .*\/data does not start \(.+\): /);
    expect(readdirSync(dataFolder)).toEqual(['precious']);
  });

  it('removes the folder of a killed service although its process still writes there', async () => {
    // The service's own process writes less often, so it would meet the removal only sometimes.
    const script = `
      const { mkdirSync, writeFileSync } = require('node:fs');
      const tryTo = (act, path) => { try { act(path, ''); } catch {} };
      process.chdir(process.argv[1]);
      const endMs = performance.now() + 500;
      for (let file = 0; performance.now() < endMs; file++) {
        tryTo((path) => mkdirSync(path), 'base');
        tryTo(writeFileSync, 'base/' + file);
        tryTo(writeFileSync, file + '.file');
      }`;
    const unfinished = join(home, 'data.unfinished-a1B2c3');
    mkdirSync(unfinished);
    spawnChild(process.execPath, ['-e', script, unfinished]);
    await vi.waitUntil(() => existsSync(join(unfinished, 'base/0')), 20_000);
    await createData(dataFolder);
    expect(readdirSync(home)).toEqual(['data']);
  });

  // Only Linux lists running processes as files.
  describe.skipIf(process.platform !== 'linux')('in a process of its own', () => {
    /** The processes that create a database in this home. */
    const creating = (): readonly number[] =>
      globSync('/proc/[0-9]*/cmdline').flatMap((file) => {
        const words = readOrNothing(file);
        return words.includes('creation-process') && words.includes(home) ? [Number(file.split('/')[2])] : [];
      });

    it('says how it ended when it was killed', async () => {
      const creation = createData(dataFolder);
      const failure = creation.catch((error: Error) => error.message);
      const [id] = await vi.waitUntil(() => (creating().length === 1 ? creating() : null), 20_000);
      process.kill(id ?? 0, 'SIGKILL');
      expect(await failure).toMatch(/does not start \(its creation ended with SIGKILL\): /);
    });

    it('ends when the service is killed, and the next start creates the database', async () => {
      const script = `
        const { createData } = await import(${JSON.stringify(new URL('./create-data.ts', import.meta.url).href)});
        await createData(${JSON.stringify(dataFolder)});`;
      const service = spawnChild(process.execPath, ['--input-type=module', '-e', script]);
      await vi.waitUntil(() => creating().length === 1, 20_000);
      service.kill('SIGKILL');
      await createData(dataFolder);
      expect(checkDataFolder(dataFolder)).toBe('database');
      await vi.waitUntil(() => creating().length === 0, 20_000);
      expect(checkDataFolder(dataFolder)).toBe('database');
    });
  });
});

/** A process may end between the listing and the read. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
