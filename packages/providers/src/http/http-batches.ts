import { isProviderError } from '../contract/errors/provider-error.ts';
import type {
  BatchCallOptions,
  BatchedResult,
  BatchSubmission,
  BatchTerms,
  FoundBatch,
  LostSubmission,
  ProviderBatches,
  ProviderBatchState,
} from '../contract/provider-batches.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { readObject } from '../json/read-json-value.ts';
import { shortenToolNames } from '../messages/tool-names.ts';
import type { BatchCalls, BatchProtocol } from './batch-protocol.ts';
import { requestJson } from './request-json.ts';
import { requestLines } from './request-lines.ts';
import { readResultLines } from './result-lines.ts';
import type { StreamCall } from './stream-call.ts';
import type { Upstream } from './upstream.ts';

/** The parts of an adapter that batches over HTTP need. */
export type HttpBatchesTools = {
  protocol: BatchProtocol;
  longestToolName: number;
  /** The call of a request whose answer is one document, with a new reader. */
  prepare(request: ModelRequest): StreamCall;
  toError: StreamCall['toError'];
};

/** Calls a provider's own batches over HTTP. */
export class HttpBatches implements ProviderBatches {
  readonly #upstream: Upstream;
  readonly #tools: HttpBatchesTools;

  constructor(upstream: Upstream, tools: HttpBatchesTools) {
    this.#upstream = upstream;
    this.#tools = tools;
  }

  get terms(): BatchTerms {
    return this.#tools.protocol.terms;
  }

  write(asked: ModelRequest, rowId: string): string | null {
    // The protocol of these batches is chat completions.
    if (asked.traits.api === 'responses') return null;
    const request = this.#shorten(asked)?.request ?? asked;
    const { path, body, headers, lists } = this.#tools.prepare(request);
    // A batch has one set of headers, and its own price. So a row with headers or a service tier is called separately.
    if (headers !== undefined || lists !== undefined || readObject(body)?.service_tier !== undefined) return null;
    return this.#tools.protocol.writeRow({ path, body }, rowId);
  }

  read(request: ModelRequest, answer: string): AsyncIterable<readonly StreamEvent[]> {
    const names = this.#shorten(request);
    return names === null ? this.#read(request, answer) : names.restore(this.#read(names.request, answer));
  }

  async submit(submission: BatchSubmission, options: BatchCallOptions): Promise<string> {
    return this.#tools.protocol.submit(submission, this.#calls(options));
  }

  async find(lost: LostSubmission, options: BatchCallOptions): Promise<FoundBatch> {
    return this.#tools.protocol.find(lost, this.#calls(options));
  }

  async poll(providerBatchId: string, options: BatchCallOptions): Promise<ProviderBatchState> {
    return this.#tools.protocol.poll(providerBatchId, this.#calls(options));
  }

  results(providerBatchId: string, options: BatchCallOptions): AsyncIterable<readonly BatchedResult[]> {
    return this.#tools.protocol.results(providerBatchId, this.#calls(options));
  }

  async cancel(providerBatchId: string, options: BatchCallOptions): Promise<void> {
    return this.#tools.protocol.cancel(providerBatchId, this.#calls(options));
  }

  async remove(providerBatchId: string, options: BatchCallOptions): Promise<void> {
    return this.#tools.protocol.remove(providerBatchId, this.#calls(options));
  }

  #shorten(request: ModelRequest): ReturnType<typeof shortenToolNames> {
    return shortenToolNames(request, this.#tools.longestToolName);
  }

  async *#read(request: ModelRequest, answer: string): AsyncGenerator<readonly StreamEvent[]> {
    const { reader } = this.#tools.prepare(request);
    const events: StreamEvent[] = [];
    reader.read(Buffer.from(answer), events);
    if (reader.progress !== 'finished') reader.end(events);
    yield events.map((event) => this.#atItsPrice(event));
  }

  /** The price of a batch replaces that of a service tier. */
  #atItsPrice(event: StreamEvent): StreamEvent {
    if (event.type !== 'finish') return event;
    const { serviceTier: _, ...billing } = event.billing ?? {};
    return { ...event, billing: { ...billing, priceFactor: this.terms.priceFactor } };
  }

  #calls({ signal }: BatchCallOptions): BatchCalls {
    const { toError } = this.#tools;
    const upstream = this.#upstream;
    const remove = async (path: string): Promise<void> => {
      await requestJson(upstream, { method: 'DELETE', path, body: null, toError }, signal).catch((error: unknown) => {
        if (!isProviderError(error) || error.status !== 404) throw error;
      });
    };
    return {
      remove,
      providerId: upstream.providerId,
      json: (call) => requestJson(upstream, { ...call, toError }, signal),
      lines: (path) => readResultLines(requestLines(upstream, { path, toError }, signal)),
    };
  }
}
