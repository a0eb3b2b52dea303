import { Worker } from 'node:worker_threads';
import { FairQueue, type FairQueueOptions } from './fair-queue.ts';
import type { SchemaReply, SchemaTask } from './schema-thread-protocol.ts';

type Done = Extract<SchemaReply, { type: 'done' }>;

/** The result of a task. `late`: it passed its deadline or ran out of memory. `busy`: too many tasks wait. */
export type TaskOutcome = Done | { type: 'late' } | { type: 'busy' };

export type SchemaThreadOptions = {
  /** The deadline of one task, from the moment the thread accepts it. */
  deadlineMs: number;
  /** The limits of waiting tasks. */
  waiting: FairQueueOptions;
};

/** Timeout of the thread's start, which loads its modules. */
const startMs = 60_000;

type Waiting = { task: SchemaTask; resolve(outcome: TaskOutcome): void };

/**
 * A thread for work that may take long. It runs one task at a time. A task that passes its deadline is ended together
 * with the thread, and the next task starts a new thread. Callers take turns. Starts with the first task and then
 * stays.
 */
export class SchemaThread {
  readonly #options: SchemaThreadOptions;
  readonly #waiting: FairQueue<Waiting>;
  #worker: Worker | null = null;
  #isReady = false;
  #current: Waiting | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SchemaThreadOptions) {
    this.#options = options;
    this.#waiting = new FairQueue(options.waiting);
  }

  run(task: SchemaTask, caller: string): Promise<TaskOutcome> {
    return new Promise((resolve) => {
      if (this.#waiting.add(caller, { task, resolve })) this.#proceed();
      else resolve({ type: 'busy' });
    });
  }

  /** Ends the thread and its tasks. */
  async close(): Promise<void> {
    for (let next = this.#waiting.take(); next !== undefined; next = this.#waiting.take())
      next.resolve({ type: 'busy' });
    await this.#end({ type: 'busy' });
  }

  #proceed(): void {
    if (this.#current !== null) return;
    const next = this.#waiting.take();
    if (next === undefined) return;
    this.#current = next;
    if (this.#worker === null) this.#start();
    else if (this.#isReady) this.#hand(next);
  }

  #start(): void {
    const worker = new Worker(new URL('./schema-thread-main.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 4 },
    });
    // An idle thread must not keep the process alive.
    worker.unref();
    this.#worker = worker;
    this.#limit(startMs);
    worker.on('message', (reply: SchemaReply) => {
      if (this.#worker !== worker) return;
      if (reply.type === 'done') this.#finish(reply);
      else {
        this.#isReady = true;
        if (this.#current !== null) this.#hand(this.#current);
      }
    });
    // Usually out of memory.
    worker.on('error', () => {
      if (this.#worker === worker) void this.#end({ type: 'late' });
    });
  }

  #hand({ task }: Waiting): void {
    this.#limit(this.#options.deadlineMs);
    this.#worker?.postMessage(task);
  }

  #limit(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#end({ type: 'late' }), ms);
  }

  async #end(outcome: TaskOutcome): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#isReady = false;
    this.#finish(outcome);
    await worker?.terminate();
  }

  #finish(outcome: TaskOutcome): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = null;
    current?.resolve(outcome);
    this.#proceed();
  }
}
