import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import { respond } from '../../http/respond.ts';
import { signalOf } from '../../http/signal-of.ts';
import { answerHeaders } from '../answer-headers.ts';
import { knownNames } from '../known-names.ts';
import type { DoorTools } from '../openai/door-tools.ts';
import { toFailure } from '../openai/to-door-error.ts';
import { toChatCompletion } from '../openai/whole-answer.ts';
import { withField } from '../unknown-name.ts';
import { AnswerStream } from './answer-stream.ts';
import { parseChat } from './parse-chat.ts';

/** Answers a chat, streamed or whole. Rejects with what went wrong before the answer began. */
export async function answerChat(
  body: unknown,
  viewer: Viewer,
  response: ServerResponse,
  tools: DoorTools,
): Promise<void> {
  const { generations, health } = tools;
  const { request, isStreamed, includesUsage } = parseChat(body, viewer, knownNames(tools));
  try {
    if (isStreamed) {
      const { generation, events } = await generations.open(request);
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
