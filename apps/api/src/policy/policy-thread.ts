import { Worker } from 'node:worker_threads';
import { ServiceError } from '../errors/service-error.ts';
import type { PolicyText, ReadPolicy } from './parse-policy-text.ts';
import type { PolicyReply, PolicyTask } from './policy-thread-protocol.ts';
import type { ValidatedPolicy, Validation } from './validate-policy-text.ts';

type Done = Exclude<PolicyReply, { type: 'ready' }>;
type Waiting = { task: PolicyTask; resolve(done: Done): void; reject(error: unknown): void };

/** Timeout of the start, which loads the thread's modules, milliseconds. */
const startMs = 60_000;
/** Timeout of one task, milliseconds. */
const taskMs = 60_000;
/** The thread ends after this time without a task, milliseconds. */
const idleMs = 30_000;
/** The most waiting tasks. */
const mostWaiting = 100;

/**
 * A thread for work on policies. Parsing a large policy takes a fifth of a second, during which the main thread would
 * delay every stream. The thread runs one task at a time. A task that passes its timeout is ended together with the
 * thread.
 */
export class PolicyThread {
  readonly #waiting: Waiting[] = [];
  #worker: Worker | null = null;
  #isReady = false;
  #current: Waiting | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Starts the thread, so that its modules are loaded before the next task. */
  prepare(): void {
    if (this.#worker === null) this.#start();
  }

  /** Parses a policy. Rejects with RATE_LIMITED when too many tasks wait. */
  async read(text: PolicyText): Promise<ReadPolicy> {
    const done = await this.#run({ type: 'read', text });
    if (done.type !== 'read') throw errorOf(done);
    return done.read;
  }

  /** Validates a draft. Rejects as `read` does. */
  async validate(validation: Validation): Promise<ValidatedPolicy> {
    const done = await this.#run({ type: 'validate', validation });
    if (done.type !== 'validated') throw errorOf(done);
    return done.validated;
  }

  async close(): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    await this.#end(closed());
  }

  #run(task: PolicyTask): Promise<Done> {
    if (this.#waiting.length >= mostWaiting) {
      return Promise.reject(
        new ServiceError('RATE_LIMITED', `${mostWaiting} other policies are being read: try again in a moment.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#proceed();
    });
  }

  #proceed(): void {
    if (this.#current !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#limit(idleMs);
      return;
    }
    this.#current = next;
    if (this.#worker === null) this.#start();
    else if (this.#isReady) this.#hand(next);
  }

  #start(): void {
    const worker = new Worker(new URL('./policy-thread-main.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1_024, stackSizeMb: 4 },
    });
    // An idle thread must not keep the process alive.
    worker.unref();
    this.#worker = worker;
    this.#limit(startMs);
    worker.on('message', (reply: PolicyReply) => {
      if (this.#worker !== worker) return;
      if (reply.type !== 'ready') this.#finish(({ resolve }) => resolve(reply));
      else {
        this.#isReady = true;
        if (this.#current !== null) this.#hand(this.#current);
        else this.#limit(idleMs);
      }
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) void this.#end(error);
    });
  }

  #hand({ task }: Waiting): void {
    this.#limit(taskMs);
    this.#worker?.postMessage(task);
  }

  #limit(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#end(late()), ms).unref();
  }

  async #end(error: unknown): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = null;
    this.#isReady = false;
    await worker?.terminate();
    if (this.#current !== null) this.#finish(({ reject }) => reject(error));
  }

  #finish(settle: (waiting: Waiting) => void): void {
    const current = this.#current;
    this.#current = null;
    if (current !== null) settle(current);
    this.#proceed();
  }
}

function errorOf(done: Done): unknown {
  return done.type === 'failed' ? done.error : new Error(`The thread answered '${done.type}' to another task.`);
}

const late = (): ServiceError =>
  new ServiceError('BAD_USER_INPUT', `Reading this policy takes longer than ${taskMs} ms: make it smaller.`);
const closed = (): ServiceError => new ServiceError('SHUTTING_DOWN', 'The service is shutting down.');
