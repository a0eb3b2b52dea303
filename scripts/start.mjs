// Starts the API and the console side by side; when one of them ends, so does the other.
import { spawn } from 'node:child_process';

const oldest = 24;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    `Penstock runs on Node ${oldest}, this is ${process.versions.node}: start it with 'npm start' after 'npm install', ` +
      'which brings the right one, or install Node 24 yourself.',
  );
  process.exit(1);
}

const passedOn = process.argv.slice(2);
/** @type {readonly [string, readonly string[]][]} */
const services = [
  ['apps/api/start.mjs', passedOn.includes('--dev') ? ['--watch', '--watch-preserve-output'] : []],
  ['apps/web/start.ts', []],
];

// glibc raises this threshold as it goes, and then keeps what V8's compilers have freed: 70 MB with the embedded database.
const env = { MALLOC_TRIM_THRESHOLD_: '131072', ...process.env };

// By the channel they hear that this process has ended, also where it could not tell them.
/** @type {import('node:child_process').StdioOptions} */
const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
const children = services.map(([file, nodeOptions]) =>
  spawn(process.execPath, [...nodeOptions, file, ...passedOn], { stdio, env }),
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
