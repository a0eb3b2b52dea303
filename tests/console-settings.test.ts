import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from './service/root.ts';

test('the console reports a wrong setting in one line, before it builds', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['apps/web/start.mjs'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, WEB_PORT: '99999' },
  });
  const sentence = "WEB_PORT is '99999': it must be a port, 1 to 65535.\n";
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: sentence });
});
