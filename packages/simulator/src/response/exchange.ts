import type { IncomingMessage, ServerResponse } from 'node:http';
import { composeAnswer } from '../answer/compose-answer.ts';
import { embedText, usualDimensions } from '../answer/embed-text.ts';
import type { PromptCache } from '../answer/prompt-cache.ts';
import { countTokens } from '../answer/tokens.ts';
import type { Chat, Dialect, Operation, RequestFacts } from '../dialects/dialect.ts';
import { type Disturbance, undisturbed } from '../faults/disturbance.ts';
import { isRecord, stringAt } from '../json-value.ts';
import { type Pace, readNumber, readPace } from '../pace/pace.ts';
import type { TimingWheel } from '../pace/timing-wheel.ts';
import type { RequestLog } from '../request-log.ts';
import { sandboxModels } from '../sandbox-models.ts';
import type { SeenRequest } from '../seen-request.ts';
import { AnswerStream } from './answer-stream.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import { WholeAnswer } from './whole-answer.ts';

/** What all exchanges of one simulator have in common. */
export type ExchangeContext = { pace: Pace; wheel: TimingWheel; log: RequestLog; cache: PromptCache };

/** One request and its response, from the address to the last byte. */
export async function exchange(
  context: ExchangeContext,
  dialect: Dialect,
  facts: RequestFacts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const seen = context.log.add({ dialect: dialect.name, path: facts.path, headers: facts.headers });
  response.on('close', () => settle(seen, response));
  try {
    const body = await readBody(request);
    context.log.keepBody(seen, body.json ?? (body.text === '' ? null : body.text), body.bytes);
    const operation = dialect.route(facts);
    seen.model = modelOf(operation, body.json);
    answer(context, { dialect, facts, response, seen, operation, body: body.json, disturbance: undisturbed });
  } catch (error) {
    if (error instanceof Refusal) refuse(dialect, response, seen, error);
    else if (!response.destroyed) throw error;
  }
}

type Call = {
  dialect: Dialect;
  facts: RequestFacts;
  response: ServerResponse;
  seen: SeenRequest;
  operation: Operation | null;
  body: unknown;
  disturbance: Disturbance;
};

function answer(context: ExchangeContext, call: Call): void {
  const { dialect, facts, operation, body, response, seen } = call;
  if (operation === null) {
    throw new Refusal({
      kind: 'unknown-address',
      message: `Unknown request URL: ${facts.method} ${facts.path}. The simulator has no such address.`,
    });
  }
  dialect.authenticate(facts);
  switch (operation.type) {
    case 'chat':
      answerChat(context, call, dialect.readChat(body, operation, facts));
      return;
    case 'embed': {
      const embedding = dialect.readEmbedding(body, operation);
      const vectors = embedding.texts.map((text) => embedText(text, embedding.dimensions ?? usualDimensions));
      seen.inputTokens = embedding.texts.reduce((sum, text) => sum + countTokens(text), 0);
      sendJson(response, seen, embedding.write(vectors, seen.inputTokens));
      return;
    }
    case 'list-models':
      sendJson(response, seen, dialect.writeModels(sandboxModels));
      return;
    case 'read-model':
      if (operation.model.startsWith('missing-')) {
        throw new Refusal({
          kind: 'unknown-model',
          message: `The model '${operation.model}' does not exist.`,
          field: 'model',
        });
      }
      sendJson(response, seen, dialect.writeModel(operation.model));
  }
}

function answerChat(
  { pace, wheel, cache }: ExchangeContext,
  { facts, response, seen, disturbance }: Call,
  chat: Chat,
): void {
  const question = { ...chat.question, exactTokens: readNumber(facts.headers['x-sim-tokens']) };
  const composed = composeAnswer(question, cache);
  const { usage } = composed;
  seen.inputTokens = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const own = readPace(pace, question.model, facts.headers);
  const parts = {
    response,
    wheel,
    seen,
    disturbance,
    pace: { ...own, firstTokenMs: disturbance.firstTokenMs ?? own.firstTokenMs },
  };
  if (chat.isStreamed) {
    new AnswerStream({ ...parts, answer: composed, writer: chat.createWriter(usage) }).start();
    return;
  }
  const tokens = usage.outputTokens + usage.reasoningTokens;
  new WholeAnswer({ ...parts, tokens, body: JSON.stringify(chat.writeWhole(composed)) }).start();
}

function modelOf(operation: Operation | null, body: unknown): string | null {
  if (operation !== null && 'model' in operation && operation.model !== null) return operation.model;
  return isRecord(body) ? stringAt(body, 'model') : null;
}

function sendJson(response: ServerResponse, seen: SeenRequest, value: unknown): void {
  seen.status = 200;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function refuse(dialect: Dialect, response: ServerResponse, seen: SeenRequest, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return;
  const written = dialect.writeRefusal(refusal, seen.model);
  seen.status = written.status;
  seen.state = 'failed';
  response.writeHead(written.status, { 'content-type': 'application/json', ...written.headers }).end(written.body);
}

/** The socket is free or gone: whatever was open is over. */
function settle(seen: SeenRequest, response: ServerResponse): void {
  if (seen.state === 'open') seen.state = response.writableFinished ? 'answered' : 'aborted';
  seen.endedAt = Date.now();
}
