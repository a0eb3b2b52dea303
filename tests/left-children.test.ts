import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './service/root.ts';

/** A test that fails before it ends its child. */
const failing = `
  import { spawnChild } from '@penstock/testing';
  import { expect, test } from 'vitest';
  test('fails', () => {
    const { pid } = spawnChild(process.execPath, ['-e', 'setInterval(() => {}, 1_000);']);
    expect(pid).toBe('child');
  });`;

const config = `
  import { defineConfig } from 'vitest/config';
  export default defineConfig({ test: { setupFiles: ['@penstock/testing/end-children'] } });`;

test('a failed test that leaves a child does not hold up the run, and its child ends', {
  timeout: 60_000,
}, async () => {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const folder = mkdtempSync(join(root, 'test-results', 'left-children-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'failing.test.ts'), failing);
  writeFileSync(join(folder, 'vitest.config.ts'), config);

  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const words = [vitest, 'run', '--root', folder, '--no-color'];
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve) => {
    const run = execFile(process.execPath, words, { timeout: 50_000 }, (_error, stdout, stderr) =>
      resolve({ code: run.exitCode, output: stdout + stderr }),
    );
  });
  expect(output).toContain('1 failed');
  expect(code).toBe(1);
  const child = Number(/expected (\d+) to be 'child'/.exec(output)?.[1]);
  expect(() => process.kill(child, 0)).toThrow('ESRCH');
});
