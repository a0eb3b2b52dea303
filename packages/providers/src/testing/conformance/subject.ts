import type { Adapter } from '../../contract/adapter.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import type { ModelRequest } from '../../contract/request.ts';
import type { StreamEvent } from '../../contract/stream-event.ts';
import { checkEventOrder } from '../../stream/check-event-order.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { modelRequest } from '../model-request.ts';
import type { RecordedTurn } from './recorded-turn.ts';
import type { WireForm } from './wire-form.ts';

/** A request that the upstream received. */
export type UpstreamRequest = {
  model: string | null;
  tokensSent: number;
  state: 'open' | 'answered' | 'aborted' | 'failed';
  /** Epoch milliseconds. Null while open. */
  endedAt: number | null;
};

/** The upstream of the tests: the simulator with one dialect. */
export interface ConformanceUpstream {
  /** In the form of a provider's `base_url`. */
  readonly baseUrl: string;
  requests(): readonly UpstreamRequest[];
  openStreams(): number;
  close(): Promise<void>;
}

/** Parts of the contract that some dialects cannot support. */
export type OptionalPromise =
  | 'cached-tokens'
  | 'image-by-address'
  | 'json-mode'
  | 'prefill'
  | 'tool-choice'
  | 'answer-filter'
  | 'embeddings'
  | 'model-list'
  | 'open-end'
  | 'weaker-forms'
  | 'refused-stop'
  | 'provider-options'
  | 'part-options'
  | 'odd-members';

/** The adapter under test. */
export type ConformanceSubject = {
  /** For the titles of the tests: `openai`. */
  name: string;
  startUpstream: () => Promise<ConformanceUpstream>;
  /** Its name in options: `openai`. */
  dialect: string;
  /** An answer as its provider sends it, with all data that must go back. */
  turn: RecordedTurn;
  /** How its provider sends answers. */
  wire: WireForm;
  createAdapter: (difference: Partial<ProviderSettings> & { baseUrl: string }) => Adapter;
  /** Missing features of the dialect, each with its reason. Their tests are not run. */
  exceptions?: Partial<Record<OptionalPromise, string>>;
};

/** The upstream and the adapter of a running suite. */
export type Stage = {
  subject: ConformanceSubject;
  upstream: () => ConformanceUpstream;
  adapter: () => Adapter;
};

/** Registers the tests of a part of the contract, unless the dialect is an exception. */
export function ifPromised(stage: Stage, promise: OptionalPromise, register: () => void): void {
  if (stage.subject.exceptions?.[promise] === undefined) register();
}

/** Sends a request and reads to the end. Fails if the events are out of order. */
export async function callModel(stage: Stage, request: Partial<ModelRequest>): Promise<Answer> {
  const { events } = await callForEvents(stage, request);
  async function* once(): AsyncGenerator<readonly StreamEvent[]> {
    yield events;
  }
  return collectStream(once());
}

/** Sends a request and keeps every event, and the number of batches. */
export async function callForEvents(
  stage: Stage,
  request: Partial<ModelRequest>,
): Promise<{ events: StreamEvent[]; batchCount: number }> {
  const events: StreamEvent[] = [];
  let batchCount = 0;
  const stream = stage.adapter().stream(modelRequest(request), { signal: AbortSignal.timeout(10_000) });
  for await (const batch of stream) {
    if (batch.length === 0) throw new Error('A batch was empty.');
    events.push(...batch);
    batchCount += 1;
  }
  const problems = checkEventOrder(events);
  if (problems.length > 0) throw new Error(problems.join(' '));
  return { events, batchCount };
}

/** A conversation of one prompt. */
export function prompt(text: string): ModelRequest['messages'] {
  return [{ role: 'user', parts: [{ type: 'text', text }] }];
}

/** Waits until a condition is true; throws after two seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('It did not come to be within two seconds.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
