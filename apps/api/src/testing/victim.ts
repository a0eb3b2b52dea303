import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkChild } from '@penstock/testing';

/** Measurements of a victim's stream. */
export type Suffering = {
  /** The number of received deltas. */
  deltas: number;
  /** The longest time between two deltas, milliseconds. */
  longestSilenceMs: number;
  /** The type of the last event; null while the stream runs. */
  end: string | null;
};

/**
 * Another caller. Its stream brings a token every 50 ms while the service is attacked. It runs in a separate process,
 * with its upstream, so that only the service itself can delay it.
 */
export class Victim {
  /** The provider entry `victim` for the service's policy, in one line. */
  readonly provider: string;
  /** The entry of its model, in one line. */
  readonly model =
    'victim: { calm: { context_window: 131072, max_output_tokens: 100000, price: { input_per_mtok: 1, output_per_mtok: 2 } } }';
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, baseUrl: string) {
    this.#process = process;
    this.provider = `victim: { dialect: openai, base_url: "${baseUrl}", api_key: key }`;
  }

  static async start(): Promise<Victim> {
    const process = forkChild(new URL('./victim-process.ts', import.meta.url), {
      dropsOutput: true,
      printsErrors: true,
    });
    const [{ baseUrl }] = (await once(process, 'message')) as [{ baseUrl: string }];
    return new Victim(process, baseUrl);
  }

  /** Opens the stream and waits for its first tokens. */
  begin(service: { webSocketUrl: string; authorization: string }): Promise<Suffering> {
    const { webSocketUrl, authorization } = service;
    return this.#ask({ type: 'begin', webSocketUrl, authorization });
  }

  /** The measurements since the start, or since the last report. */
  report(): Promise<Suffering> {
    return this.#ask({ type: 'report' });
  }

  /** The measurements while `attack` runs. */
  async during(attack: () => Promise<unknown>): Promise<Suffering> {
    await this.report();
    await attack();
    return this.report();
  }

  /** The measurements without an attack, for comparison. */
  async alone(ms = 1_500): Promise<Suffering> {
    return this.during(() => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  async #ask(question: object): Promise<Suffering> {
    const answer = once(this.#process, 'message');
    this.#process.send(question);
    const [suffering] = (await answer) as [Suffering];
    return suffering;
  }
}
