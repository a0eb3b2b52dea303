import { appendFile, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Repetition } from '../database/repeat.ts';
import { type PolicyFileContent, readPolicyFile } from './read-policy-file.ts';
import { watchPolicyFile } from './watch-policy-file.ts';

const intervalMs = 20;
let folder: string;
let file: string;
let watch: Repetition;
const onChange = vi.fn(async (_: PolicyFileContent): Promise<void> => {});
const onError = vi.fn();

beforeEach(async () => {
  vi.clearAllMocks();
  folder = await mkdtemp(join(tmpdir(), 'penstock-watch-'));
  file = join(folder, 'policy.yml');
  await writeFile(file, 'one');
  watch = watchPolicyFile({ file, known: await readPolicyFile(file), onChange, onError, intervalMs });
});
afterEach(async () => {
  await watch.stop();
  await rm(folder, { recursive: true, force: true });
});

const told = () => onChange.mock.calls.map(([content]) => (content.type === 'read' ? content.yaml : content.type));
const expectTold = (...contents: string[]) => vi.waitFor(() => expect(told()).toEqual(contents), 5_000);

it('reports a write, and a replacement by rename', async () => {
  await writeFile(file, 'two');
  await expectTold('two');
  await writeFile(`${file}.new`, 'six');
  await rename(`${file}.new`, file);
  await expectTold('two', 'six');
});

it('reports a changed link, as in a ConfigMap', async () => {
  await watch.stop();
  for (const version of ['v1', 'v2']) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'p.yml'), version);
  }
  await symlink('v1', join(folder, 'data'));
  const linked = join(folder, 'data', 'p.yml');
  watch = watchPolicyFile({ file: linked, known: await readPolicyFile(linked), onChange, onError, intervalMs });
  await symlink('v2', join(folder, 'next'));
  await rename(join(folder, 'next'), join(folder, 'data'));
  await expectTold('v2');
});

it('reports a removal, and the return of the file', async () => {
  await unlink(file);
  await expectTold('unreadable');
  await writeFile(file, 'one');
  await expectTold('unreadable', 'one');
});

it('waits for a file that is still being written', async () => {
  await writeFile(file, 'a');
  for (let part = 0; part < 40; part++) {
    await appendFile(file, 'a');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await expectTold('a'.repeat(41));
});

it('does not report a file that is rewritten without a change', async () => {
  await writeFile(file, 'one');
  await new Promise((resolve) => setTimeout(resolve, 10 * intervalMs));
  expect(told()).toEqual([]);
});
