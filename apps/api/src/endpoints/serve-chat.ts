import type { ServerResponse } from 'node:http';
import type { ChatCall } from '@penstock/router';
import type { Viewer } from '../access/viewer.ts';
import { isCutJson } from '../generation/cut-json.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { RateLimiter } from '../generation/rate-limiter.ts';
import { abortWhenLeft } from '../http/abort-when-left.ts';
import { type Exchange, viewerOf } from '../http/endpoint.ts';
import { respond } from '../http/respond.ts';
import { answerHeaders } from './answer-headers.ts';
import { AnswerStream } from './answer-stream.ts';
import type { StreamForm } from './answer-writer.ts';
import type { EndpointTools } from './endpoint-tools.ts';
import { explainRefusal, toFailure } from './generation-errors.ts';
import { type FileKind, withUncarried } from './uncarried.ts';

/** The form of a chat's answer in one protocol. */
export type ChatForm = {
  /** Null: the answer is sent as one body. */
  stream: StreamForm | null;
  /** The kinds of files that the protocol supports beside text. */
  carries: readonly FileKind[];
  /** The body of a complete answer. */
  toWhole(generation: Generation): unknown;
  /** Sets the headers with the remaining limits of the caller's key. */
  setRateHeaders(response: ServerResponse, viewer: Viewer, rateLimiter: Pick<RateLimiter, 'status'>): void;
  /** The member that holds the conversation, for errors of a prompt that is too long. Default `messages`. */
  promptMember?: string;
};

/** Serves a chat, streamed or whole. Rejects with an error from before the answer began. */
export async function serveChat(
  request: GenerationRequest<ChatCall>,
  exchange: Exchange,
  tools: EndpointTools,
  form: ChatForm,
): Promise<void> {
  const { response } = exchange;
  const { generations, rateLimiter, health, catalog } = tools;
  const { promptMember } = form;
  const failureTools = { health, catalog, promptMember };
  const setHeaders = () => form.setRateHeaders(response, viewerOf(exchange), rateLimiter);
  try {
    if (form.stream !== null) {
      const { mayComeBack, isUnmerged } = form.stream;
      const leaving = () => (mayComeBack === true ? 'lost' : 'stopped');
      const { generation, events } = await generations.open(request, leaving, isUnmerged).finally(setHeaders);
      await new AnswerStream(events, response, {
        generation,
        form: form.stream,
        tools: failureTools,
        carries: form.carries,
      }).run();
      return;
    }
    const generation = await generations.run(request, abortWhenLeft(response)).finally(setHeaders);
    if (generation.status !== 'COMPLETED' && !isCutJson(generation)) throw toFailure(generation, failureTools);
    respond(response, 200, form.toWhole(withUncarried(generation, form.carries)), answerHeaders(generation));
  } catch (error) {
    throw explainRefusal(error, request, health, promptMember);
  }
}
