import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
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

const many = 'process.stdout.write("x".repeat(1_000_000)); process.stderr.write("x".repeat(1_000_000));';

test('an output that is dropped blocks no child', async () => {
  const child = spawnChild(process.execPath, ['-e', many], { dropsOutput: true });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('an output that is read later is whole', async () => {
  const child = spawnChild(process.execPath, ['-e', many], { printsErrors: false });
  await sleep(200);
  const outputs = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(outputs.map(({ length }) => length)).toEqual([1_000_000, 1_000_000]);
});
