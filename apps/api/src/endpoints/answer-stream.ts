import type { ServerResponse } from 'node:http';
import { HeldLogprobs } from '@penstock/providers';
import { ServiceError } from '../errors/service-error.ts';
import { isCutJson } from '../generation/cut-json.ts';
import type { Generation } from '../generation/generation.ts';
import type { EndedPart, GenerationEvent } from '../generation/generation-event.ts';
import { isPlainText } from '../generation/generation-request.ts';
import { JsonTextFilter } from '../generation/json-text-filter.ts';
import { cacheHeader, costHeader, generationHeader, usdText } from './answer-headers.ts';
import { type AnswerWriter, breakOff, type PieceLogprobs, type StreamForm } from './answer-writer.ts';
import { type FailureTools, toFailure } from './generation-errors.ts';
import { type FileKind, withUncarried } from './uncarried.ts';

export type AnswerStreamOptions = {
  generation: Generation;
  form: StreamForm;
  tools: FailureTools;
  /** The kinds of files that the protocol supports beside text. Default: all. */
  carries?: readonly FileKind[];
  /** Time of silence after which the stream opens and sends a ping. Milliseconds, default 10,000. */
  silenceMs?: number;
};

/** Proxies close connections that are silent for long, most of them after a minute. */
const defaultSilenceMs = 10_000;

/**
 * A generation as the stream of one protocol. Headers are sent with the first piece of the answer, or after ten
 * seconds of silence. An earlier failure is thrown as a `ServiceError`, and becomes an HTTP status. A later failure is
 * an event of the protocol, which ends the connection.
 */
export class AnswerStream {
  readonly #events: AsyncIterableIterator<GenerationEvent>;
  readonly #response: ServerResponse;
  readonly #options: AnswerStreamOptions;
  /** Null if the answer is plain text. */
  readonly #filter: JsonTextFilter | null;
  readonly #heldLogprobs = new HeldLogprobs();
  #writer: AnswerWriter | null = null;
  /** Parts without text that ended before the first piece. */
  readonly #endedBefore: EndedPart[] = [];
  /** Whether only the opening was sent. */
  #isSilent = false;
  #modelId: string;
  #endedCalls = 0;
  #resume: (() => void) | null = null;
  readonly #silence: NodeJS.Timeout;

  constructor(events: AsyncIterableIterator<GenerationEvent>, response: ServerResponse, options: AnswerStreamOptions) {
    this.#events = events;
    this.#response = response;
    this.#options = options;
    this.#filter = isPlainText(options.generation.request.call) ? null : new JsonTextFilter();
    const { modelId, plan } = options.generation;
    this.#modelId = modelId ?? plan.candidates[0]?.modelId ?? 'unknown';
    this.#silence = setTimeout(this.#breakSilence, options.silenceMs ?? defaultSilenceMs);
  }

  /**
   * Resolves when the stream ends or the client leaves, which ends the generation. The next event is read only when the
   * socket has taken the last one. Meanwhile the log merges deltas.
   */
  async run(): Promise<void> {
    const response = this.#response;
    response.once('close', this.#leave);
    response.on('drain', this.#proceed);
    if (response.closed) this.#leave();
    try {
      await this.#writeEvents();
    } finally {
      clearTimeout(this.#silence);
    }
  }

  async #writeEvents(): Promise<void> {
    const events = this.#events;
    const response = this.#response;
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true || response.closed) return;
      const text = this.#textOf(event);
      if (response.writableEnded) return this.#leave();
      if (text === '') continue;
      this.#silence.refresh();
      if (!response.write(text)) await this.#drained();
    }
  }

  /** Sends the headers if needed, and a ping. Does nothing for a client that still has data to read. */
  readonly #breakSilence = (): void => {
    this.#silence.refresh();
    if (this.#response.closed || this.#response.writableNeedDrain) return;
    // The model and the number of attempts are not known yet.
    if (!this.#response.headersSent) this.#writeHead({});
    const { ping, opensOnSilence } = this.#options.form;
    this.#response.write((opensOnSilence ? this.#openSilently() : '') + ping);
  };

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

  /** The bytes of an event; empty for none. */
  #textOf(event: GenerationEvent): string {
    switch (event.type) {
      case 'text-delta':
        if (event.ended !== undefined) return this.#endParts(event.ended) + this.#sayFiltered(event);
        if (this.#filter !== null) return this.#sayFiltered(event);
        return this.#writer === null || this.#isSilent
          ? this.#say(event.text, event.logprobs)
          : this.#writer.text(event.text, event.logprobs);
      case 'reasoning-delta':
        return this.#endParts(event.ended) + this.#open((writer) => writer.reasoning(event.text));
      case 'refusal-delta':
        return this.#endParts(event.ended) + this.#open((writer) => writer.refusal(event.text, event.logprobs));
      case 'tool-call-delta':
        return this.#endParts(event.ended) + this.#open((writer) => writer.toolCall(event));
      case 'attempt-failed':
        if (event.wasCalled) this.#endedCalls++;
        if (this.#writer === null) this.#modelId = event.nextModelId ?? this.#modelId;
        return '';
      case 'attempt-outrun':
        this.#endedCalls++;
        if (this.#writer === null) this.#modelId = event.answeringModelId;
        return '';
      case 'attempt-hedged':
        return '';
      case 'continued':
        this.#writer?.serveBy(event.modelId);
        return '';
      case 'restarted':
        // Requests of streams have `mayRestart: false`, because a restart would void the text that the client has.
        if (this.#writer !== null && !this.#isSilent)
          throw new Error('The answer was started over, although its first part was already sent.');
        return '';
      case 'started':
        return '';
      case 'completed':
        return this.#complete(event.generation);
      case 'failed':
        if (isCutJson(event.generation)) return this.#complete(event.generation);
        return this.#fail(toFailure(event.generation, this.#options.tools));
      case 'cancelled':
        return this.#fail(toFailure(event.generation, this.#options.tools));
    }
  }

  #sayFiltered({ text: piece, logprobs }: { text: string; logprobs?: PieceLogprobs }): string {
    if (this.#filter === null) return this.#say(piece, logprobs);
    const text = this.#filter.push(piece);
    return this.#say(text, this.#heldLogprobs.pass(text, logprobs));
  }

  #endParts(parts: readonly EndedPart[] | undefined): string {
    if (parts === undefined) return '';
    if (this.#writer !== null) return this.#open((writer) => writer.partsEnded?.(parts) ?? '');
    this.#endedBefore.push(...parts);
    return '';
  }

  #say(text: string, logprobs?: PieceLogprobs): string {
    return text === '' ? '' : this.#open((writer) => writer.text(text, logprobs));
  }

  /** Calls the writer. The first call also sends the headers and the opening. */
  #open(write: (writer: AnswerWriter) => string): string {
    this.#isSilent = false;
    if (this.#writer !== null) return write(this.#writer);
    const modelId = this.#modelId;
    if (!this.#response.headersSent) {
      const calls = this.#options.generation.cacheStatus === 'HIT' ? 0 : this.#endedCalls + 1;
      this.#writeHead({ 'x-penstock-model': modelId, 'x-penstock-attempts': String(calls) });
    }
    this.#writer = this.#newWriter();
    const opening = this.#writer.opening();
    const ends = this.#endedBefore.length === 0 ? '' : (this.#writer.partsEnded?.(this.#endedBefore) ?? '');
    return opening + ends + write(this.#writer);
  }

  /** The opening alone; empty if it was sent. */
  #openSilently(): string {
    if (this.#writer !== null) return '';
    const opening = this.#open(() => '');
    this.#isSilent = true;
    return opening;
  }

  #newWriter(): AnswerWriter {
    const { generation, form } = this.#options;
    return form.open(generation, this.#modelId);
  }

  #writeHead(facts: Readonly<Record<string, string>>): void {
    const response = this.#response;
    const { contentType = 'text/event-stream; charset=utf-8' } = this.#options.form;
    response.writeHead(200, {
      'content-type': contentType,
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      [generationHeader]: this.#options.generation.id,
      ...cacheHeader(this.#options.generation.cacheStatus),
      ...facts,
      // HTTP/1.0 has no trailers.
      ...(response.useChunkedEncodingByDefault && { trailer: costHeader }),
    });
  }

  #complete(ended: Generation): string {
    const { carries } = this.#options;
    let generation = ended;
    try {
      if (carries !== undefined) generation = withUncarried(ended, carries);
    } catch (error) {
      if (error instanceof ServiceError) return this.#fail(error);
      throw error;
    }
    const left = this.#filter?.end() ?? '';
    const rest = this.#say(left, this.#heldLogprobs.pass(left, undefined));
    const text = rest + this.#open((writer) => writer.ending(generation));
    if (generation.cost !== null && this.#response.useChunkedEncodingByDefault) {
      this.#response.addTrailers({ [costHeader]: usdText(generation.cost.totalUsd) });
    }
    this.#response.end(text);
    return '';
  }

  #fail(error: ServiceError): string {
    if (!this.#response.headersSent) throw error;
    breakOff(this.#response, (this.#writer ?? this.#newWriter()).failing(error));
    return '';
  }
}
