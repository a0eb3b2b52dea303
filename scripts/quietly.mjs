// Runs a command and shows its output only when it fails: `node scripts/quietly.mjs COMMAND ARGUMENTS …`.
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
// With a pipe as output, programs cannot detect the terminal.
const env = process.stderr.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env;
const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], env });

/** @type {Buffer[]} */
const said = [];
child.stdout.on('data', (chunk) => said.push(chunk));
child.stderr.on('data', (chunk) => said.push(chunk));
child.on('error', (error) => {
  console.error(`${command} cannot be started: ${error.message}.`);
  process.exit(1);
});
child.on('close', (code) => {
  if (code !== 0) process.stderr.write(Buffer.concat(said));
  process.exitCode = code ?? 1;
});
