import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import { GenerationError } from '../../generation/generation-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { DoorTools } from '../door-tools.ts';
import { respond } from '../respond.ts';
import { signalOf } from '../signal-of.ts';
import { toFailure } from '../to-door-error.ts';
import { toChatCompletion } from '../whole-answer.ts';
import { AnswerStream } from './answer-stream.ts';
import { parseChat } from './parse-chat.ts';
import { toUnknownName } from './unknown-name.ts';

/** Answers a chat, streamed or whole. Rejects with what went wrong before the answer began. */
export async function answerChat(
  body: unknown,
  viewer: Viewer,
  response: ServerResponse,
  { generations, health, catalog, chains }: DoorTools,
): Promise<void> {
  const isModel = (name: string): boolean => catalog().resolve(name) !== undefined;
  const { request, isStreamed, includesUsage } = parseChat(body, viewer, { isModel, chains });
  try {
    if (isStreamed) {
      const generation = await generations.start(request);
      const events = generations.attach(generation.id, 0);
      await new AnswerStream(events, response, { generation, includesUsage, health }).run();
      return;
    }
    const generation = await generations.run(request, signalOf(response));
    if (generation.status !== 'COMPLETED') throw toFailure(generation, health);
    respond(response, 200, toChatCompletion(generation), answerHeaders(generation));
  } catch (error) {
    throw withField(error, request);
  }
}

function withField(error: unknown, request: GenerationRequest): unknown {
  return error instanceof GenerationError ? (toUnknownName(error, request) ?? error) : error;
}
