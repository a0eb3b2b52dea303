import {
  type ChildProcess,
  type ChildProcessByStdio,
  type ForkOptions,
  fork,
  type SpawnOptions,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** The use of a child's output, and its end. */
type ChildOptions = {
  /** Whether the output is dropped. Default: the test reads it, now or later. An unread output blocks the child. */
  dropsOutput?: boolean;
  /** Whether this process prints the child's standard error. Default: true, unless the output is dropped. */
  printsErrors?: boolean;
  /** The signal that ends it if its test did not. Default: `SIGKILL`. */
  killSignal?: NodeJS.Signals;
};

/** The children that still run, with the signal that ends each. */
const running = new Map<ChildProcess, NodeJS.Signals>();
process.once('exit', killChildren);

/**
 * Starts a program for a test, without input. It does not inherit the outputs of this process. Otherwise a child that
 * its test leaves would hold them open, and the whole run of tests would wait for it.
 */
export function spawnChild(
  program: string,
  words: readonly string[],
  { dropsOutput, printsErrors, killSignal, ...options }: Omit<SpawnOptions, 'stdio' | 'killSignal'> & ChildOptions = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  follow(child, { dropsOutput, printsErrors, killSignal });
  return child;
}

/** The same for a module of Node, which can exchange messages with this process. */
export function forkChild(
  module: URL | string,
  {
    dropsOutput,
    printsErrors,
    killSignal,
    ...options
  }: Omit<ForkOptions, 'stdio' | 'silent' | 'killSignal'> & ChildOptions = {},
): ChildProcess {
  const child = fork(module, { ...options, silent: true });
  follow(child, { dropsOutput, printsErrors, killSignal });
  return child;
}

/** Ends the children that still run, and waits for their end. */
export async function endChildren(): Promise<void> {
  const ended = [...running.keys()].map((child) => once(child, 'exit'));
  killChildren();
  await Promise.all(ended);
}

function follow(
  child: ChildProcess,
  { dropsOutput = false, printsErrors = !dropsOutput, killSignal = 'SIGKILL' }: ChildOptions,
): void {
  if (dropsOutput) {
    child.stdout?.resume();
    child.stderr?.resume();
  }
  if (printsErrors) child.stderr?.on('data', (text: Buffer) => process.stderr.write(text));
  if (child.pid === undefined) return;
  running.set(child, killSignal);
  child.once('exit', () => running.delete(child));
}

function killChildren(): void {
  for (const [child, signal] of running) child.kill(signal);
}
