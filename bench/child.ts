import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FromChild, Sample, Times, ToChild } from './children/reporting.ts';

const thisTree = join(import.meta.dirname, '..');

/** A measured process, started by this process. */
export class Child {
  readonly facts: Readonly<Record<string, string>>;
  readonly #process: ChildProcess;
  #asked = 0;

  private constructor(process: ChildProcess, facts: Readonly<Record<string, string>>) {
    this.#process = process;
    this.facts = facts;
  }

  /** Starts `bench/children/NAME.ts` of a working tree (default: this one) and waits until it is ready. */
  static async start(
    name: string,
    environment: Readonly<Record<string, string>> = {},
    workingTree: string = thisTree,
  ): Promise<Child> {
    const process = fork(join(workingTree, 'bench', 'children', `${name}.ts`), {
      execArgv: ['--expose-gc', ...profiling(name)],
      env: { ...globalThis.process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const facts = await new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
      process.once('exit', (code) =>
        reject(new Error(`The process '${name}' ended with ${code} before it was ready.`)),
      );
      process.once('message', (message: FromChild) => {
        if (message.tell === 'ready') resolve(message.facts);
      });
    });
    return new Child(process, facts);
  }

  /** The present CPU and memory; `collect` runs the garbage collector first. */
  async sample(collect = false): Promise<Sample> {
    const id = ++this.#asked;
    this.#send({ ask: 'sample', id, collect });
    return this.#answer((message) => (message.tell === 'sample' && message.id === id ? message.sample : null));
  }

  /** The times recorded since the last request. */
  async takeTimes(): Promise<Times> {
    const id = ++this.#asked;
    this.#send({ ask: 'times', id });
    return this.#answer((message) => (message.tell === 'times' && message.id === id ? message.times : null));
  }

  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#send({ ask: 'stop' });
    await exit;
  }

  /** The first message for which `pick` returns a value. */
  #answer<Answer>(pick: (message: FromChild) => Answer | null): Promise<Answer> {
    return new Promise((resolve) => {
      const listen = (message: FromChild): void => {
        const picked = pick(message);
        if (picked === null) return;
        this.#process.off('message', listen);
        resolve(picked);
      };
      this.#process.on('message', listen);
    });
  }

  #send(message: ToChild): void {
    this.#process.send(message);
  }
}

/**
 * `BENCH_PROFILE=folder npm run bench -- …` writes a CPU profile of the API to that folder, for Chromium's developer
 * tools.
 */
function profiling(name: string): readonly string[] {
  const folder = globalThis.process.env.BENCH_PROFILE;
  if (name !== 'api' || folder === undefined) return [];
  return ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`];
}
