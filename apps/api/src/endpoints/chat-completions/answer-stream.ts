import type { ServerResponse } from 'node:http';
import type { HealthView } from '@penstock/router';
import type { ServiceError } from '../../errors/service-error.ts';
import { isCutJson } from '../../generation/cut-json.ts';
import type { Generation } from '../../generation/generation.ts';
import type { GenerationEvent } from '../../generation/generation-event.ts';
import { isPlainText } from '../../generation/generation-request.ts';
import { costHeader, usdText } from '../answer-headers.ts';
import { toFailure } from '../generation-errors.ts';
import { breakOffStream } from '../openai/error-response.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { FenceFilter } from './fence-filter.ts';

export type AnswerStreamOptions = { generation: Generation; includesUsage: boolean; health: HealthView };

/**
 * A generation as server-sent events. Headers wait for the first piece of the answer. A failure before it is thrown
 * as a `ServiceError`, and becomes a status. A later one is an `error` event, and the connection ends without `[DONE]`.
 */
export class AnswerStream {
  readonly #events: AsyncIterableIterator<GenerationEvent>;
  readonly #response: ServerResponse;
  readonly #options: AnswerStreamOptions;
  /** Null where the answer is text. */
  readonly #fence: FenceFilter | null;
  #writer: ChunkWriter | null = null;
  #modelId: string;
  #failedCalls = 0;
  #resume: (() => void) | null = null;

  constructor(events: AsyncIterableIterator<GenerationEvent>, response: ServerResponse, options: AnswerStreamOptions) {
    this.#events = events;
    this.#response = response;
    this.#options = options;
    this.#fence = isPlainText(options.generation.request.call) ? null : new FenceFilter();
    this.#modelId = options.generation.plan.candidates[0]?.modelId ?? 'unknown';
  }

  /**
   * Resolves when the stream is over, by its end or because the client left, which ends the generation. The next event
   * is asked for only when the socket has taken the last; meanwhile the log merges what comes.
   */
  async run(): Promise<void> {
    const events = this.#events;
    const response = this.#response;
    response.once('close', this.#leave);
    response.on('drain', this.#proceed);
    if (response.closed) this.#leave();
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true || response.closed) return;
      const text = this.#textOf(event);
      if (response.writableEnded) return this.#leave();
      if (text !== '' && !response.write(text)) await this.#drained();
    }
  }

  readonly #leave = (): void => {
    void this.#events.return?.();
    this.#proceed();
  };

  readonly #proceed = (): void => {
    this.#resume?.();
    this.#resume = null;
  };

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
      if (this.#response.closed || !this.#response.writableNeedDrain) this.#proceed();
    });
  }

  /** What an event puts on the wire; empty for nothing. */
  #textOf(event: GenerationEvent): string {
    switch (event.type) {
      case 'text-delta':
        if (this.#fence !== null) return this.#say(this.#fence.push(event.text));
        return this.#writer === null ? this.#say(event.text) : this.#writer.text(event.text);
      case 'reasoning-delta':
        return this.#open((writer) => writer.reasoning(event.text));
      case 'refusal-delta':
        return this.#open((writer) => writer.refusal(event.text));
      case 'tool-call-delta':
        return this.#open((writer) => writer.toolCall(event));
      case 'attempt-failed':
        if (event.wasCalled) this.#failedCalls++;
        if (this.#writer === null) this.#modelId = event.nextModelId ?? this.#modelId;
        return '';
      case 'continued':
        this.#writer?.serveBy(event.modelId);
        return '';
      case 'restarted':
        // Planned with `mayRestart: false`: it would void what the client holds.
        if (this.#writer !== null) throw new Error('An answer that cannot be taken back was started over.');
        return '';
      case 'started':
        return '';
      case 'completed':
        return this.#complete(event.generation);
      case 'failed':
        if (isCutJson(event.generation)) return this.#complete(event.generation);
        return this.#fail(toFailure(event.generation, this.#options.health));
      case 'cancelled':
        return this.#fail(toFailure(event.generation, this.#options.health));
    }
  }

  #say(text: string): string {
    return text === '' ? '' : this.#open((writer) => writer.text(text));
  }

  /** Writes with the writer; its first text stands behind the headers and the opening chunk. */
  #open(write: (writer: ChunkWriter) => string): string {
    if (this.#writer !== null) return write(this.#writer);
    const response = this.#response;
    const modelId = this.#modelId;
    const options = this.#options;
    const { id: generationId, createdAtMs } = options.generation;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-penstock-generation-id': generationId,
      'x-penstock-model': modelId,
      'x-penstock-attempts': String(this.#failedCalls + 1),
      // HTTP/1.0 has no trailers.
      ...(response.useChunkedEncodingByDefault && { trailer: costHeader }),
    });
    this.#writer = new ChunkWriter({ generationId, createdAtMs, modelId, includesUsage: options.includesUsage });
    return this.#writer.opening() + write(this.#writer);
  }

  #complete(generation: Generation): string {
    const rest = this.#say(this.#fence?.end() ?? '');
    const text = rest + this.#open((writer) => writer.ending(generation));
    if (generation.cost !== null && this.#response.useChunkedEncodingByDefault) {
      this.#response.addTrailers({ [costHeader]: usdText(generation.cost.totalUsd) });
    }
    this.#response.end(text);
    return '';
  }

  #fail(error: ServiceError): string {
    if (this.#writer === null) throw error;
    breakOffStream(this.#response, error);
    return '';
  }
}
