import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../scripts/clients/run-command.ts';
import { placeTable, writeTable } from '../scripts/clients/table.ts';

const trial = { client: 'Codex', version: '1.2', endpoint: '/v1/responses', dialect: 'openai', problem: null };

describe('the table of clients', () => {
  test('has a row for each result, and names every failure', () => {
    const rows = writeTable([
      { ...trial, tried: 'a prompt' },
      { ...trial, tried: 'a stream' },
      { ...trial, tried: 'a tool', problem: 'ended with 1:\nno | tool' },
      { ...trial, tried: 'a prompt', dialect: null },
    ]).split('\n');
    expect(rows.slice(2)).toEqual([
      '| Codex | 1.2 | /v1/responses | openai | a prompt; a stream | works |',
      '| Codex | 1.2 | /v1/responses | openai | a tool | **fails:** ended with 1: no \\| tool |',
      '| Codex | 1.2 | /v1/responses |  | a prompt | works |',
    ]);
  });

  test('is inserted between the markers, and replaces the previous table', () => {
    const document = [
      '# Clients',
      '<!-- made by `npm run clients`: begin -->',
      'old',
      '<!-- made by `npm run clients`: end -->',
      'More.',
    ].join('\n');
    const once = placeTable(document, 'new');
    expect(once).toMatch(/^# Clients\n<!--.+begin -->\n\nnew\n\n<!--.+end -->\nMore\.$/);
    expect(placeTable(once, 'new')).toBe(once);
    expect(() => placeTable('# Clients', 'new')).toThrow('no place for the table');
  });
});

describe('a command of a client', () => {
  const run = (script: string, limitMs: number) =>
    runCommand('sh', ['-c', script], { folder: tmpdir(), limitMs, signal: new AbortController().signal });

  test('returns its output, and its last line when it fails', async () => {
    expect(await run('echo well', 20_000)).toEqual({ stdout: 'well\n', stderr: '', problem: null });
    expect((await run('echo first >&2; echo last >&2; exit 3', 20_000)).problem).toBe('ended with 3: last');
    expect(
      (
        await runCommand('no-such-program', [], {
          folder: tmpdir(),
          limitMs: 1_000,
          signal: new AbortController().signal,
        })
      ).problem,
    ).toContain('ENOENT');
  });

  test("finds its folder also in the shell's variable", async () => {
    expect((await run('env', 20_000)).stdout).toMatch(new RegExp(`^PWD=${tmpdir()}$`, 'm'));
  });

  test('is ended by its time limit', async () => {
    expect((await run('sleep 600', 100)).problem).toBe('not done after 0.1 s: it wrote nothing');
  });

  test('is ended with all its children', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'penstock-clients-test-'));
    const stop = new AbortController();
    const ended = runCommand('sh', ['-c', 'sleep 600 & echo $! > child; wait'], {
      folder,
      limitMs: 600_000,
      signal: stop.signal,
    });
    await expect.poll(() => readFile(join(folder, 'child'), 'utf8').catch(() => '')).toMatch(/^\d+\n$/);
    const child = Number(await readFile(join(folder, 'child'), 'utf8'));
    expect(isRunning(child)).toBe(true);
    stop.abort();
    expect((await ended).problem).toContain('stopped by the limit of the whole run');
    await expect.poll(() => isRunning(child)).toBe(false);
    await rm(folder, { recursive: true });
  });
});

/**
 * Whether a process runs. A process that has ended but was not collected does not run, as in a container without an
 * init.
 */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return process.platform !== 'linux' && (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
