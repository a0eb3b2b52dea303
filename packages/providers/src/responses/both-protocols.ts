import type { CallOptions } from '../contract/adapter.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import type { Upstream } from '../http/upstream.ts';
import type { OpenAiDialect } from '../openai/dialect.ts';
import { openAiProtocol } from '../openai/openai-protocol.ts';
import { responsesProtocol } from './responses-protocol.ts';

/** Calls one upstream by chat completions, or by Responses for models with that protocol (`traits.api`). */
export class BothProtocols extends HttpAdapter {
  readonly #responses: HttpAdapter;

  constructor(upstream: Upstream, dialect: OpenAiDialect) {
    const chat = openAiProtocol(dialect, upstream.turns);
    super(upstream, chat);
    const { models, embeddings } = chat;
    this.#responses = new HttpAdapter(upstream, responsesProtocol({ path: dialect.responsesPath, models, embeddings }));
  }

  override stream(request: ModelRequest, options: CallOptions): AsyncIterable<readonly StreamEvent[]> {
    if (request.traits.api !== 'responses') return super.stream(request, options);
    return this.#responses.stream(request, options);
  }
}
