import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endChildren, forkChild, spawnChild } from './child-process.ts';

const waits = 'setInterval(() => {}, 1_000);';

test('a child that its test left is ended by its own signal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-children-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const module = join(folder, 'child.mjs');
  writeFileSync(module, `${waits} process.send('runs');`);

  const killed = spawnChild(process.execPath, ['-e', waits]);
  const program = `process.on('SIGTERM', () => process.exit(3)); ${waits} console.log('runs');`;
  const asked = spawnChild(process.execPath, ['-e', program], { killSignal: 'SIGTERM' });
  const forked = forkChild(module);
  await Promise.all([once(asked.stdout, 'data'), once(forked, 'message')]);
  await endChildren();
  expect([killed.signalCode, asked.exitCode, forked.signalCode]).toEqual(['SIGKILL', 3, 'SIGKILL']);
});

test('an output that its test does not read blocks no child', async () => {
  const child = spawnChild(process.execPath, ['-e', 'process.stdout.write("x".repeat(10_000_000));']);
  expect(await once(child, 'exit')).toEqual([0, null]);
});
