import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './service/root.ts';

function quietly(...command: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/quietly.mjs'), ...command], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a successful command prints nothing', () => {
  const said = "console.log('much'); console.error('a warning')";
  expect(quietly(process.execPath, '-e', said)).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a failed command prints its whole output, and its exit code is passed on', () => {
  const said = "console.log('what'); process.exitCode = 3";
  expect(quietly(process.execPath, '-e', said)).toEqual({ status: 3, stdout: '', stderr: 'what\n' });
});

test('a command that a signal ends counts as failed', () => {
  expect(quietly(process.execPath, '-e', "process.kill(process.pid, 'SIGTERM')").status).toBe(1);
});

test('a missing command is reported', () => {
  const { status, stderr } = quietly('no-such-command');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^no-such-command cannot be started: /);
});
