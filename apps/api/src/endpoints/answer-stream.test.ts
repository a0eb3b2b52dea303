import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';
import { createFakeServices } from '../testing/fake-services.ts';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { AnswerStream } from './answer-stream.ts';
import { pingComment, type StreamForm } from './answer-writer.ts';
import { ChunkWriter } from './chat-completions/chunk-writer.ts';
import { MessageWriter } from './messages/message-writer.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const chat: StreamForm = {
  open: ({ id: generationId, createdAtMs }, modelId) =>
    new ChunkWriter({
      generationId,
      createdAtMs,
      modelId,
      includesUsage: false,
      usesFunctions: false,
      customs: new Set(),
    }),
  ping: pingComment,
};

const messages: StreamForm = {
  open: ({ id, promptTokens }, modelId) => new MessageWriter({ id, promptTokens, modelId, showsThoughts: false }),
  ping: 'event: ping\ndata: {"type":"ping"}\n\n',
  opensOnSilence: true,
};

/** A stream whose events are sent by the test. `ended` settles with its `run`. */
async function openStream(form: StreamForm = chat) {
  const waiting = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => waiting.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const response = await waiting.promise;
  let push: (event: GenerationEventBody | null) => void = () => {};
  const generation = sampleGeneration();
  async function* read(): AsyncGenerator<GenerationEvent> {
    for (let number = 1; ; number++) {
      const body = await new Promise<GenerationEventBody | null>((resolve) => {
        push = resolve;
      });
      if (body === null) return;
      yield { ...body, number, follows: number - 1, generationId: generation.id } as GenerationEvent;
    }
  }
  const stream = new AnswerStream(read(), response, {
    generation,
    form,
    tools: createFakeServices(),
    silenceMs: 20,
  });
  const ended = stream.run();
  const opened = await answer;
  const reader = opened.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (part: string): Promise<string> => {
    while (!text.includes(part)) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += value;
    }
    const read = text;
    text = '';
    return read;
  };
  return { opened, readUntil, ended, generation, push: (event: GenerationEventBody | null) => push(event) };
}

describe('a stream that is silent for a while', () => {
  test('opens with comments, and continues normally', async () => {
    const { opened, readUntil, push, generation, ended } = await openStream();
    expect(opened.status).toBe(200);
    expect(opened.headers.get('content-type')).toContain('text/event-stream');
    expect(opened.headers.get('x-penstock-generation-id')).toBe(generation.id);
    expect(opened.headers.has('x-penstock-model')).toBe(false);
    expect(await readUntil(': ping\n\n: ping\n\n')).toMatch(/^(: ping\n\n)+$/);
    push({ type: 'text-delta', text: 'fine' });
    expect(await readUntil('fine')).toContain('"role":"assistant"');
    expect(await readUntil(': ping')).toContain(': ping\n\n');
    push({ type: 'completed', generation });
    expect(await readUntil('[DONE]')).toContain('"finish_reason":"stop"');
    await ended;
  });

  test('opens with its first event if its protocol requires it; another model may continue', async () => {
    const { readUntil, push, generation, ended } = await openStream(messages);
    const begun = await readUntil('event: ping\ndata: {"type":"ping"}\n\n');
    expect(begun).toMatch(/^event: message_start\n/);
    push({ type: 'restarted', modelId: 'a/b' });
    await readUntil('event: ping');
    push({ type: 'text-delta', text: 'fine' });
    const said = await readUntil('"text":"fine"');
    expect(said).not.toContain('message_start');
    push({ type: 'completed', generation });
    expect(await readUntil('message_stop')).toContain('"stop_reason":"end_turn"');
    await ended;
  });

  test('has the content type of its protocol', async () => {
    const { opened, push, generation, ended } = await openStream({ ...chat, contentType: 'application/x-ndjson' });
    expect(opened.headers.get('content-type')).toBe('application/x-ndjson');
    push({ type: 'completed', generation });
    await ended;
  });

  test('sends a failure as an event, without [DONE]', async () => {
    const { readUntil, push, ended } = await openStream();
    const attempts = [sampleAttempt({ outcome: 'failed', errorKind: 'server-error' })];
    const failure = { code: 'ALL_MODELS_FAILED' as const, message: 'No model answered.' };
    push({ type: 'failed', ...failure, generation: sampleGeneration({ status: 'FAILED', failure, attempts }) });
    const rest = await readUntil('[DONE]');
    expect(rest).toContain('data: {"error":{"message":"No model answered."');
    expect(rest).not.toContain('[DONE]');
    await ended;
  });
});
