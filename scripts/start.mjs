// Starts the API and the console. When either ends, the other ends too.
import { spawn } from 'node:child_process';
import { requireNode } from './require-node.mjs';

requireNode();

const { endWithNpm } = await import('./end-with-npm.mjs');
endWithNpm();

const passedOn = process.argv.slice(2);
/** @type {readonly [string, readonly string[], readonly string[]][]} */
const services = [
  // V8's default, 32 MB thrice, takes 70 MB more under load (npm run bench -- memory).
  [
    'apps/api/start.mjs',
    ['--max-semi-space-size=16', ...(passedOn.includes('--dev') ? ['--watch', '--watch-preserve-output'] : [])],
    ['--with-console'],
  ],
  ['apps/web/start.mjs', [], []],
];

// glibc raises these thresholds over time and then keeps memory that V8's compilers freed: 80 MB with the embedded
// database.
const env = { MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '32768', ...process.env };

// The children notice the end of this process by this channel, even if it could not notify them.
/** @type {import('node:child_process').StdioOptions} */
const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
const children = services.map(([file, nodeOptions, options]) =>
  spawn(process.execPath, [...nodeOptions, file, ...options, ...passedOn], { stdio, env }),
);

let isStopping = false;
/** @param {NodeJS.Signals} signal */
function stop(signal) {
  isStopping = true;
  for (const child of children) if (child.exitCode === null) child.kill(signal);
}

process.on('SIGINT', stop).on('SIGTERM', stop);
for (const child of children) {
  child.on('exit', (code) => {
    if (!isStopping) {
      process.exitCode = code ?? 1;
      stop('SIGTERM');
    }
  });
}
