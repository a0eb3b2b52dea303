import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../answer/answer.ts';
import { composeAnswer, partTokens } from '../answer/compose-answer.ts';
import { embedText, usualDimensions } from '../answer/embed-text.ts';
import type { PromptCache } from '../answer/prompt-cache.ts';
import { faultyText } from '../answer/question.ts';
import { countTokens } from '../answer/tokens.ts';
import { answerBatch } from '../batches/answer-batch.ts';
import type { BatchBook } from '../batches/batch-book.ts';
import type { BatchAct, Chat, Dialect, Embedding, Operation, RequestFacts } from '../dialects/dialect.ts';
import { checkModel } from '../dialects/read-request.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import type { FaultBook, FaultyRequest } from '../faults/fault-book.ts';
import { isRecord, stringAt } from '../json-value.ts';
import { type Pace, readNumber, readPace } from '../pace/pace.ts';
import type { Tap } from '../pace/tap.ts';
import type { TimingWheel } from '../pace/timing-wheel.ts';
import type { RequestLog, SeenRequest } from '../request-log.ts';
import { AnswerStream } from './answer-stream.ts';
import { playInstead } from './instead-of-answer.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import { WholeAnswer } from './whole-answer.ts';

/** Models that are listed from the start. Every other name works too, except names that start with `missing-`. */
const sandboxModels: readonly string[] = [
  'sandbox-small',
  'sandbox-mini',
  'sandbox-large',
  'sandbox-reasoning',
  'sandbox-embedding',
];

/** Names of models that are listed because a request named them. */
const mostAsked = 100;

/** Lists a model from its first request on. */
function listModels({ log }: ExchangeContext): readonly string[] {
  const asked = new Set<string>();
  for (const { model, status } of log.list().toReversed()) {
    if (model !== null && status !== null && status !== 404 && !sandboxModels.includes(model)) asked.add(model);
    if (asked.size === mostAsked) break;
  }
  return [...sandboxModels, ...asked];
}

/** The shared state of all exchanges of one simulator. */
export type ExchangeContext = {
  pace: Pace;
  wheel: TimingWheel;
  /** Taps by model. */
  taps: ReadonlyMap<string, Tap>;
  log: RequestLog;
  cache: PromptCache;
  batches: BatchBook;
  faults: FaultBook;
};

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
  const operation = dialect.route(facts);
  try {
    const body = await readBody(request);
    context.log.keepBody(seen, body.json ?? (body.text === '' ? null : body.text), body.bytes);
    seen.model = modelOf(operation, body.json);
    answer(context, { dialect, facts, response, seen, operation, body: body.json, text: body.text });
  } catch (error) {
    const isStreamed = operation?.type === 'chat' && operation.isStreamed === true;
    if (error instanceof Refusal) refuse(dialect, response, seen, isStreamed, error);
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
  text: string;
};

function answer(context: ExchangeContext, call: Call): void {
  const { dialect, facts, operation, body } = call;
  if (operation === null) {
    const message = `Unknown request URL: ${facts.method} ${facts.path}. The simulator has no such address.`;
    throw new Refusal({ kind: 'unknown-address', message });
  }
  dialect.authenticate(facts);
  switch (operation.type) {
    case 'chat':
      answerChat(context, call, dialect.readChat(body, operation, facts));
      return;
    case 'embed':
      answerEmbedding(context, call, dialect.readEmbedding(body, operation));
      return;
    case 'list-models':
      sendJson(context, call, 'models', dialect.writeModels(listModels(context)));
      return;
    case 'batch':
      sendBatch(context, call, operation.act);
      return;
    case 'read-model':
      checkModel(operation.model);
      sendJson(context, call, operation.model, dialect.writeModel(operation.model));
  }
}

function answerChat(context: ExchangeContext, call: Call, chat: Chat): void {
  const { facts, response, seen } = call;
  const { wheel } = context;
  const question = { ...chat.question, exactTokens: readNumber(facts.headers['x-sim-tokens']) };
  const prompt = faultyText(question);
  const disturbance = disturb(context, call, { model: question.model, prompt, hasPrefill: question.prefill !== null });
  const { authorization, 'x-api-key': key, 'x-goog-api-key': googleKey, 'api-key': azureKey } = facts.headers;
  const account = authorization ?? key ?? googleKey ?? azureKey ?? '';
  const composed = composeAnswer(question, context.cache, account);
  const { usage } = composed;
  if (disturbance.insteadOfAnswer !== undefined) {
    playInstead(disturbance.insteadOfAnswer, response, seen, wheel, chat.isStreamed ? chat.createWriter(usage) : null);
    return;
  }
  seen.inputTokens = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const own = readPace(context.pace, question.model, facts.headers);
  const pace = { ...own, firstTokenMs: disturbance.firstTokenMs ?? own.firstTokenMs };
  const whole = disturbance.breaksText === true ? breakText(composed) : composed;
  const parts = { response, wheel, seen, disturbance, pace };
  if (chat.isStreamed) {
    const tap = context.taps.get(question.model) ?? null;
    new AnswerStream({ ...parts, answer: whole, tap, writer: chat.createWriter(whole.usage) }).start();
    return;
  }
  const tokens = whole.usage.outputTokens + whole.usage.reasoningTokens;
  new WholeAnswer({ ...parts, tokens, body: JSON.stringify(chat.writeWhole(whole)) }).start();
}

function answerEmbedding(context: ExchangeContext, call: Call, embedding: Embedding): void {
  const vectors = embedding.texts.map((text) => embedText(text, embedding.dimensions ?? usualDimensions));
  const tokens = embedding.texts.reduce((sum, text) => sum + countTokens(text), 0);
  call.seen.inputTokens = tokens;
  sendJson(context, call, embedding.model, embedding.write(vectors, tokens));
}

/** A call about batches has the faults of the model `batches`. */
function sendBatch(context: ExchangeContext, call: Call, act: BatchAct): void {
  const { response, seen } = call;
  const { insteadOfAnswer, interruption } = disturb(context, call, { model: 'batches', prompt: '', hasPrefill: false });
  if (insteadOfAnswer !== undefined) {
    playInstead(insteadOfAnswer, response, seen, context.wheel, null);
    return;
  }
  const answered = answerBatch(context, { ...call, act });
  // The call has taken effect, but its client gets no answer.
  if (interruption?.act.type === 'stall') return;
  if (interruption?.act.type === 'cut') {
    seen.state = 'failed';
    response.socket?.destroySoon();
    return;
  }
  seen.status = 200;
  if (answered.type === 'json') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered.value));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-jsonl' });
  for (const line of answered.lines) response.write(`${line}\n`);
  response.end();
}

function disturb(context: ExchangeContext, { facts, seen }: Call, request: Omit<FaultyRequest, 'header'>): Disturbance {
  const opened = context.faults.open({ ...request, header: facts.headers['x-sim-fault'] });
  seen.fault = opened.text;
  return opened.disturbance;
}

/** The first half of the text, reported as the whole. */
function breakText(answer: Answer): Answer {
  const parts = answer.parts.map((part) =>
    part.type === 'text' ? { ...part, text: part.text.slice(0, Math.ceil(part.text.length / 2)) } : part,
  );
  const outputTokens = parts.reduce((sum, part) => sum + (part.type === 'reasoning' ? 0 : partTokens(part)), 0);
  return { ...answer, parts, usage: { ...answer.usage, outputTokens } };
}

function modelOf(operation: Operation | null, body: unknown): string | null {
  if (operation !== null && 'model' in operation && operation.model !== null) return operation.model;
  return isRecord(body) ? stringAt(body, 'model') : null;
}

/** An answer without tokens. Faults of its middle and its end do not apply. */
function sendJson(context: ExchangeContext, call: Call, model: string, value: unknown): void {
  const { response, seen } = call;
  const { insteadOfAnswer } = disturb(context, call, { model, prompt: '', hasPrefill: false });
  if (insteadOfAnswer !== undefined) {
    playInstead(insteadOfAnswer, response, seen, context.wheel, null);
    return;
  }
  seen.status = 200;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function refuse(
  dialect: Dialect,
  response: ServerResponse,
  seen: SeenRequest,
  isStreamed: boolean,
  refusal: Refusal,
): void {
  if (response.headersSent || response.destroyed) return;
  const written = dialect.writeRefusal(refusal, { model: seen.model, isStreamed });
  seen.status = written.status;
  seen.state = 'failed';
  response.writeHead(written.status, { 'content-type': 'application/json', ...written.headers }).end(written.body);
}

/** The socket has drained or closed, so an open request ends. */
function settle(seen: SeenRequest, response: ServerResponse): void {
  if (seen.state === 'open') seen.state = response.writableFinished ? 'answered' : 'aborted';
  seen.endedAt = Date.now();
}
