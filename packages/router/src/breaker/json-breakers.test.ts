import { describe, expect, it } from 'vitest';
import { describeBreakers } from '../testing/conformance/describe-breakers.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Breakers, BreakerView, Entry, Permit } from './breakers.ts';
import type { CallResult } from './call-result.ts';
import { Circuit } from './circuit.ts';
import type { CircuitState } from './circuit-state.ts';
import { type BreakersOptions, withDefaults } from './local-breakers.ts';

/** The shared state of replicas: one text per model, changed one step at a time, and notifications of changes. */
class SharedTexts {
  readonly #texts = new Map<string, string>();
  readonly #listeners = new Set<(modelId: string, text: string | null) => void>();
  #steps: Promise<unknown> = Promise.resolve();

  /** Changes the text of a model. Resolves to the result of `step`, as JSON. */
  change(modelId: string, step: (text: string | null) => { text: string | null; result: unknown }): Promise<string> {
    const change = this.#steps.then(() => {
      const { text, result } = step(this.#texts.get(modelId) ?? null);
      if (text === null) this.#texts.delete(modelId);
      else this.#texts.set(modelId, text);
      for (const listener of this.#listeners) listener(modelId, text);
      return JSON.stringify(result ?? null);
    });
    this.#steps = change;
    return change;
  }

  subscribe(listener: (modelId: string, text: string | null) => void): void {
    this.#listeners.add(listener);
  }

  async settled(): Promise<void> {
    await this.#steps;
  }
}

/**
 * Breakers whose state is text between two steps, as with Redis. They update the text asynchronously, and read from a
 * copy.
 */
class JsonBreakers implements Breakers {
  readonly #options: BreakersOptions;
  readonly #shared: SharedTexts;
  readonly #copies = new Map<string, string>();
  readonly #listeners = new Set<(modelId: string) => void>();

  constructor(options: BreakersOptions, shared: SharedTexts) {
    this.#options = options;
    this.#shared = shared;
    shared.subscribe((modelId, text) => this.#copy(modelId, text));
  }

  async enter(modelId: string): Promise<Entry> {
    return JSON.parse(await this.#step(modelId, (circuit) => circuit.enter())) as Entry;
  }

  answered(permit: Permit): void {
    void this.#step(permit.modelId, (circuit) => circuit.answered(permit));
  }

  settle(permit: Permit, result: CallResult): void {
    void this.#step(permit.modelId, (circuit) => circuit.settle(permit, result));
  }

  read(modelId: string): BreakerView {
    return this.#circuit(modelId, this.#copies.get(modelId) ?? null).read();
  }

  subscribe(listener: (modelId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    for (const modelId of this.#copies.keys()) {
      if (!modelIds.has(modelId)) void this.#shared.change(modelId, () => ({ text: null, result: null }));
    }
  }

  #step(modelId: string, step: (circuit: Circuit) => unknown): Promise<string> {
    return this.#shared.change(modelId, (text) => {
      const circuit = this.#circuit(modelId, text);
      const result = step(circuit);
      return { text: JSON.stringify(circuit.state), result };
    });
  }

  #circuit(modelId: string, text: string | null): Circuit {
    const state = text === null ? undefined : (JSON.parse(text) as CircuitState);
    return new Circuit(modelId, withDefaults(this.#options), state);
  }

  #copy(modelId: string, text: string | null): void {
    const before = phaseOf(this.#copies.get(modelId) ?? null);
    if (text === null) this.#copies.delete(modelId);
    else this.#copies.set(modelId, text);
    // A model without a text is closed, as before its first call.
    if (text === null || before === null || phaseOf(text) === before) return;
    for (const listener of this.#listeners) listener(modelId);
  }
}

function phaseOf(text: string | null): string | null {
  return text === null ? null : JSON.stringify((JSON.parse(text) as CircuitState).phase);
}

describeBreakers('whose state is text between two steps', (options) => {
  const shared = new SharedTexts();
  return { breakers: new JsonBreakers(options, shared), settled: () => shared.settled() };
});

describe('breakers that two replicas share', () => {
  it('open for both, and admit a single probe', async () => {
    const clock = new FakeClock();
    const shared = new SharedTexts();
    const [one, other] = [new JsonBreakers({ clock }, shared), new JsonBreakers({ clock }, shared)];
    for (const breakers of [one, other, one, other, one]) {
      const entry = await breakers.enter('m');
      if (entry.type === 'admitted')
        breakers.settle(entry.permit, { type: 'failed', retryAfterMs: null, isRateLimit: false });
    }
    await shared.settled();
    expect([one.read('m').state, other.read('m').state]).toEqual(['OPEN', 'OPEN']);
    await clock.advance(1_000);
    const [probe, second] = [await one.enter('m'), await other.enter('m')];
    expect([probe.type, second.type]).toEqual(['admitted', 'refused']);
  });
});
