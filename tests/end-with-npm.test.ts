import { once } from 'node:events';
import { spawnChild } from '@penstock/testing';
import { expect, test } from 'vitest';
import { root } from './service/root.ts';

/** Prints its start and the reason of its end. It ends by itself after two seconds. */
const program = `
import { endWithNpm } from './scripts/end-with-npm.mjs';
process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
setTimeout(() => { console.log('by itself'); process.exit(); }, 2_000);
endWithNpm();
console.log('runs');
`;

/** Starts the program in a shell, like npm, ends only the shell, and returns the program's output. */
async function outputAfterShellEnd(environment: Readonly<Record<string, string>>): Promise<string> {
  const { npm_lifecycle_event: _, ...rest } = process.env;
  // Two commands, so that the program does not replace the shell.
  const shell = spawnChild('sh', ['-c', '"$NODE" --input-type=module -e "$PROGRAM"; true'], {
    cwd: root,
    env: { ...rest, NODE: process.execPath, PROGRAM: program, ...environment },
  });
  let said = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') shell.kill('SIGTERM');
    said += text;
  });
  await once(shell.stdout, 'close');
  return said;
}

test('a service that npm started ends with the shell that npm ends', async () => {
  expect(await outputAfterShellEnd({ npm_lifecycle_event: 'start' })).toBe('runs\nSIGTERM\n');
});

test('a service that a person started survives the shell', async () => {
  expect(await outputAfterShellEnd({})).toBe('runs\nby itself\n');
});
