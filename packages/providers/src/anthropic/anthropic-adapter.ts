import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { postForStream, type StreamCall } from '../http/post-for-stream.ts';
import { ServerSentEventReader } from '../http/read-server-sent-events.ts';
import { requestJson } from '../http/request-json.ts';
import type { Upstream } from '../http/upstream.ts';
import { readList, readObject, readText } from '../json/read-json-value.ts';
import { answerToolName, chooseAnswerFormat } from './answer-format.ts';
import { errorFromFailure } from './anthropic-error.ts';
import type { AnthropicDialect } from './dialect.ts';
import { AnthropicAnswer } from './from-anthropic-event.ts';
import { toAnthropicBody, trailingSpaceOf } from './to-anthropic-body.ts';

/** Speaks Anthropic's messages. */
export class AnthropicAdapter implements Adapter {
  readonly #upstream: Upstream;
  readonly #dialect: AnthropicDialect;

  constructor(upstream: Upstream, dialect: AnthropicDialect) {
    this.#upstream = upstream;
    this.#dialect = dialect;
  }

  get providerId(): string {
    return this.#upstream.providerId;
  }

  stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    return postForStream(this.#upstream, options.signal, () => this.#prepare(request));
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    const context = this.#contextOf(null, false);
    const list = await requestJson(
      this.#upstream,
      { path: this.#dialect.modelsPath, body: null, toError: (failure) => errorFromFailure(failure, context) },
      options.signal,
    );
    return readList(list.data).flatMap((model) => readText(readObject(model)?.id) ?? []);
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }

  #prepare(request: ModelRequest): StreamCall {
    const context = this.#contextOf(request.model, request.prefill !== null);
    const format = chooseAnswerFormat(request);
    const answer = new AnthropicAnswer(context, {
      answerTool: format.answerToolSchema === null ? null : answerToolName,
      trailingSpace: trailingSpaceOf(request.prefill ?? ''),
    });
    return {
      path: this.#dialect.messagesPath,
      body: toAnthropicBody(request, format),
      reader: new EventAnswerReader(this.providerId, new ServerSentEventReader(), answer),
      toError: (failure) => errorFromFailure(failure, context),
    };
  }

  #contextOf(model: string | null, hasPrefill: boolean): ErrorContext {
    return { providerId: this.providerId, secrets: this.#upstream.secrets, model, hasPrefill };
  }
}
