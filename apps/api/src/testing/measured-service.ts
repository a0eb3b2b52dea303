import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkChild } from '@penstock/testing';

/** The memory of the service after a garbage collection. */
export type Held = {
  heapBytes: number;
  /** Resident memory of the process. */
  rssBytes: number;
  /** The maximum since the start of the process. */
  peakRssBytes: number;
  generations: number;
  readers: number;
};

/** The whole service in its own process, so that its memory can be measured separately from its callers. */
export class MeasuredService {
  readonly url: string;
  readonly authorization: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, { url, authorization }: { url: string; authorization: string }) {
    this.#process = process;
    this.url = url;
    this.authorization = authorization;
  }

  /** Starts the service with a policy's text, and with additional environment variables. */
  static async start(policy: string, environment: Readonly<Record<string, string>> = {}): Promise<MeasuredService> {
    const process = forkChild(new URL('./measured-service-process.ts', import.meta.url), {
      execArgv: ['--expose-gc'],
      dropsOutput: true,
      printsErrors: true,
      env: { ...globalThis.process.env, MEASURED_POLICY: policy, MEASURED_ENVIRONMENT: JSON.stringify(environment) },
    });
    const [address] = (await once(process, 'message')) as [{ url: string; authorization: string }];
    return new MeasuredService(process, address);
  }

  get webSocketUrl(): string {
    return `${this.url.replace('http', 'ws')}/graphql`;
  }

  get processId(): number {
    if (this.#process.pid === undefined) throw new Error('The service could not be started.');
    return this.#process.pid;
  }

  async measure(): Promise<Held> {
    this.#process.send('measure');
    const [held] = (await once(this.#process, 'message')) as [Held];
    return held;
  }

  /**
   * The longest block of the event loop during `during`, as processor time of its thread, milliseconds. Other processes
   * of the machine do not count.
   */
  async longestTurnMs(during: () => Promise<unknown>): Promise<number> {
    await this.#reportTurn();
    await during();
    return this.#reportTurn();
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.send('close');
    await ended;
  }

  async #reportTurn(): Promise<number> {
    this.#process.send('turn');
    const [report] = (await once(this.#process, 'message')) as [{ longestTurnMs: number }];
    return report.longestTurnMs;
  }
}
