import { once } from 'node:events';
import { spawnChild } from '@penstock/testing';
import { expect, test } from 'vitest';

const module = new URL('./watchdog.ts', import.meta.url).href;

/** Runs a script with a watchdog of this limit. Resolves to its output, and to the signal that ended it. */
async function run(script: string, limitMs: number, act: (processId: number) => Promise<void> = async () => {}) {
  const source = `import { startWatchdog } from '${module}';\nconst stop = startWatchdog(${limitMs});\n${script}`;
  const child = spawnChild(process.execPath, ['--input-type=module', '--eval', source]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  await act(child.pid ?? 0);
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { output, code, signal };
}

const block =
  'function standStill() { for (;;) {} }\nsetTimeout(() => { console.log("begin"); setTimeout(standStill, 50); }, 600);';

test('a blocked thread is reported with its stack, and the process ends', async () => {
  const { output, signal } = await run(block, 1_000);
  expect(signal).toBe('SIGKILL');
  const line = JSON.parse(output.split('\n')[1] ?? '');
  expect(line).toMatchObject({ level: 60, msg: expect.stringContaining('was blocked for') });
  expect(line.stack).toContain('at standStill (');
}, 30_000);

test('an endlessly backtracking expression is detected too', async () => {
  const backtrack =
    'setTimeout(() => { console.log("begin"); setTimeout(() => /^(a+)+$/.test("a".repeat(60) + "!"), 50); }, 600);';
  const { output, signal } = await run(backtrack, 1_000);
  expect(signal).toBe('SIGKILL');
  expect(output).toContain('was blocked for');
}, 30_000);

test('a process that was stopped from outside continues afterwards, and so does one that ticks', async () => {
  const script = 'console.log("begin"); setTimeout(async () => { await stop(); console.log("end"); }, 3_500);';
  const { output, code } = await run(script, 1_000, async (processId) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(processId, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    process.kill(processId, 'SIGCONT');
  });
  expect({ output, code }).toEqual({ output: 'begin\nend\n', code: 0 });
}, 30_000);

test('0 disables the watchdog', async () => {
  const { output, code } = await run(
    'console.log("begin"); const until = Date.now() + 1_500; while (Date.now() < until);',
    0,
  );
  expect({ output, code }).toEqual({ output: 'begin\n', code: 0 });
}, 30_000);
