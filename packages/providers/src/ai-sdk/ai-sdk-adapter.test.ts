import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { AiSdkAdapter } from './ai-sdk-adapter.ts';

const usage: LanguageModelV4Usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
  raw: { tokens: 15 },
};
const finish = (
  unified: 'stop' | 'tool-calls' | 'content-filter' | 'other' | 'error' | 'interrupted',
  raw?: string,
): LanguageModelV4StreamPart => ({
  type: 'finish',
  finishReason: { unified, raw },
  usage,
});
const text = (delta: string): LanguageModelV4StreamPart => ({ type: 'text-delta', id: '0', delta });

type Opened = { adapter: AiSdkAdapter; signals: AbortSignal[] };

/** An adapter for a model that streams these parts. With `isEndless`, the stream continues forever. */
function adapterOver(parts: readonly LanguageModelV4StreamPart[], isEndless = false): Opened {
  const signals: AbortSignal[] = [];
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'fake',
    modelId: 'fake',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Only streams are asked for.')),
    doStream: async ({ abortSignal }) => {
      if (abortSignal) signals.push(abortSignal);
      return {
        stream: new ReadableStream<LanguageModelV4StreamPart>({
          start(controller) {
            for (const part of parts) controller.enqueue(part);
            if (!isEndless) controller.close();
            abortSignal?.addEventListener('abort', () => controller.error(abortSignal.reason));
          },
        }),
      };
    },
  };
  const options = {
    providerId: 'bridged',
    optionsName: 'acme',
    origin: 'https://acme.example',
    connectTimeoutMs: 100,
    secrets: [],
  };
  return { adapter: new AiSdkAdapter({ ...options, load: async () => {}, loadModel: async () => model }), signals };
}

async function callModel(parts: readonly LanguageModelV4StreamPart[]): Promise<Answer> {
  const { adapter } = adapterOver(parts);
  const events: StreamEvent[] = [];
  for await (const batch of adapter.stream(modelRequest(), { signal: new AbortController().signal }))
    events.push(...batch);
  expect(checkEventOrder(events)).toEqual([]);
  return collectStream(
    (async function* () {
      yield events;
    })(),
  );
}

describe('the bridge', () => {
  it('gives text, reasoning, start and finish', async () => {
    const metadata: LanguageModelV4StreamPart = { type: 'response-metadata', id: 'r-1', modelId: 'm-2026' };
    const thought: LanguageModelV4StreamPart = { type: 'reasoning-delta', id: '1', delta: 'Hm' };
    expect(
      await callModel([
        { type: 'stream-start', warnings: [] },
        metadata,
        thought,
        text('Yes'),
        finish('stop', 'end_turn'),
      ]),
    ).toEqual({
      parts: [
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'Yes' },
      ],
      text: 'Yes',
      refusal: null,
      reasoning: 'Hm',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 0 },
      rawUsage: { tokens: 15 },
      responseId: 'r-1',
      servedModel: 'm-2026',
      skippedEvents: 0,
      warnings: [],
      providerMetadata: null,
    });
  });

  it('keeps the state of each part, files, and the warnings of the package', async () => {
    const signed = (signature: string): { providerMetadata: { acme: { signature: string } } } => ({
      providerMetadata: { acme: { signature } },
    });
    const stateOf = (value: object): object => ({ providerId: 'bridged', dialect: 'ai-sdk', value });
    const answer = await callModel([
      { type: 'stream-start', warnings: [{ type: 'unsupported', feature: 'seed', details: 'No seed.' }] },
      { type: 'reasoning-start', id: '1', providerMetadata: { acme: { redacted: 'r' } } },
      { type: 'reasoning-delta', id: '1', delta: 'Hm' },
      { type: 'reasoning-delta', id: '1', delta: '', ...signed('a') },
      { type: 'reasoning-end', id: '1' },
      { type: 'reasoning-delta', id: '2', delta: 'Plain' },
      { type: 'reasoning-end', id: '2' },
      { type: 'text-start', id: '0' },
      text('Yes'),
      { type: 'text-end', id: '0', ...signed('b') },
      { type: 'tool-call', toolCallId: 'c', toolName: 'look', input: '{}', ...signed('c') },
      { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([1, 2, 3]) }, ...signed('d') },
      { ...finish('stop', 'end'), providerMetadata: { acme: { tier: 'flex' } } } as LanguageModelV4StreamPart,
    ]);
    expect(answer.parts).toEqual([
      { type: 'reasoning', text: 'Hm', state: stateOf({ acme: { redacted: 'r', signature: 'a' } }) },
      { type: 'reasoning', text: 'Plain', state: stateOf({}) },
      { type: 'text', text: 'Yes', state: stateOf({ acme: { signature: 'b' } }) },
      { type: 'tool-call', id: 'c', name: 'look', arguments: '{}', state: stateOf({ acme: { signature: 'c' } }) },
      {
        type: 'image',
        image: { type: 'base64', mediaType: 'image/png', data: 'AQID' },
        state: stateOf({ acme: { signature: 'd' } }),
      },
    ]);
    expect(answer.warnings).toEqual([{ path: 'seed', action: 'dropped', message: 'No seed.' }]);
    expect(answer.providerMetadata).toEqual({ acme: { tier: 'flex' } });
  });

  it('reads calls in pieces, whole calls, and calls without arguments', async () => {
    const answer = await callModel([
      { type: 'tool-input-start', id: 'a', toolName: 'one' },
      { type: 'tool-input-delta', id: 'a', delta: '{"x"' },
      { type: 'tool-input-delta', id: 'a', delta: ':1}' },
      { type: 'tool-input-end', id: 'a' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'one', input: '{"x":1}' },
      { type: 'tool-call', toolCallId: 'b', toolName: 'two', input: '{"y":2}' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'three', input: '{}' },
      finish('tool-calls', 'tool_use'),
    ]);
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'one', arguments: '{"x":1}' },
      { id: 'b', name: 'two', arguments: '{"y":2}' },
      { id: 'c', name: 'three', arguments: '{}' },
    ]);
  });

  it('is cut at an event that the AI SDK cannot read', async () => {
    const unreadable = Object.assign(new Error('x'), { name: 'AI_JSONParseError' });
    await expect(
      callModel([text('a'), { type: 'error', error: unreadable }, text('b'), finish('stop', 'stop')]),
    ).rejects.toMatchObject({ kind: 'stream-cut' });
  });

  it("reads the refusal of Anthropic's models as a refusal", async () => {
    const refused = finish('content-filter', 'refusal');
    expect(await callModel([text('a'), refused])).toMatchObject({
      text: '',
      refusal: 'The model refused to answer.',
      finishReason: 'stop',
    });
  });

  it.each<[string, LanguageModelV4StreamPart[], string]>([
    ['no finish', [text('a')], 'stream-cut'],
    ['a finish that the provider did not give', [text('a'), finish('other')], 'stream-cut'],
    ['an interruption', [text('a'), finish('interrupted')], 'stream-cut'],
    ['a finish for an error', [text('a'), finish('error', 'oops')], 'server-error'],
    ['an error part', [text('a'), { type: 'error', error: { message: 'slow', statusCode: 429 } }], 'rate-limit'],
  ])('fails with %s', async (_, parts, kind) => {
    await expect(callModel(parts)).rejects.toMatchObject({ kind, providerId: 'bridged' });
  });

  it('yields the parts of one turn of the event loop as one batch', async () => {
    const { adapter } = adapterOver([text('a'), text('b'), text('c'), finish('stop', 'stop')]);
    const batches: number[] = [];
    for await (const batch of adapter.stream(modelRequest(), { signal: new AbortController().signal }))
      batches.push(batch.length);
    expect(batches.reduce((sum, length) => sum + length, 0)).toBe(3);
    expect(batches.length).toBeLessThan(3);
  });

  it('an abort and a return from the iterator close the stream', async () => {
    const aborted = adapterOver([text('a')], true);
    const controller = new AbortController();
    const stream = aborted.adapter.stream(modelRequest(), { signal: controller.signal })[Symbol.asyncIterator]();
    await stream.next();
    const next = stream.next();
    controller.abort(new Error('The caller left.'));
    await expect(next).rejects.toThrow('The caller left.');
    expect(aborted.signals[0]?.aborted).toBe(true);

    const returned = adapterOver([text('a')], true);
    for await (const batch of returned.adapter.stream(modelRequest(), { signal: new AbortController().signal })) {
      if (batch.length > 0) break;
    }
    expect(returned.signals[0]?.aborted).toBe(true);
  });

  it('slows a fast model down for a slow reader, and loses nothing', async () => {
    const call = (number: number): LanguageModelV4StreamPart => ({
      type: 'tool-call',
      toolCallId: `c${number}`,
      toolName: 'look',
      input: '{}',
    });
    const { adapter } = adapterOver([
      ...Array.from({ length: 500 }, (_, number) => call(number)),
      finish('tool-calls', 'x'),
    ]);
    const stream = adapter.stream(modelRequest(), { signal: new AbortController().signal })[Symbol.asyncIterator]();
    const first = await stream.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    let count = first.value?.length ?? 0;
    for (let next = await stream.next(); !next.done; next = await stream.next()) {
      expect(next.value.length).toBeLessThan(300);
      count += next.value.length;
    }
    expect(count).toBe(1 + 500 * 2 + 1);
  });

  it('lists no models without the option', async () => {
    const { adapter } = adapterOver([]);
    expect(await adapter.listModels({ signal: new AbortController().signal })).toEqual([]);
    await expect(adapter.listModels({ signal: AbortSignal.abort(new Error('Left.')) })).rejects.toThrow('Left.');
  });
});
