import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Adapter } from './contract/adapter.ts';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';
import { type LocalUpstream, startLocalUpstream } from './testing/local-upstream.ts';
import { modelRequest } from './testing/model-request.ts';
import { providerSettings } from './testing/provider-settings.ts';

const kib = 1024;
const limits = { answerBytes: 1024 * kib, eventBytes: 256 * kib };
/** The maximum bytes that sockets on the way may buffer. */
const inTheAir = 12 * 1024 * kib;

const dialects = ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'] as const;
type Dialect = (typeof dialects)[number] | 'vertex';

const sse = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
/** The form of a piece of text in each dialect. */
const word: Readonly<Record<Dialect, string>> = {
  openai: sse({ id: 'r', choices: [{ delta: { content: 'word ' } }] }),
  responses: sse({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'word ' }),
  anthropic: sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word ' } }),
  google: sse({ candidates: [{ content: { parts: [{ text: 'word ' }] } }] }),
  vertex: sse({ candidates: [{ content: { parts: [{ text: 'word ' }] } }] }),
  cohere: sse({ type: 'content-delta', delta: { message: { content: { text: 'word ' } } } }),
  ollama: `${JSON.stringify({ model: 'm', message: { content: 'word ' }, done: false })}\n`,
};
/** An event that each dialect ignores. */
const nothing = (dialect: Dialect): string => (dialect === 'ollama' ? '{}\n' : ': ping\n\n');
const anyEvent = (dialect: Dialect): string => (dialect === 'ollama' ? '{"x":1}\n' : 'data: {"x":1}\n\n');

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Flooded = { adapter: Adapter; server: LocalUpstream; written: () => number; isClosed: () => boolean };

/** An adapter of an upstream that begins with this and then writes the same piece forever. */
async function flooded(dialect: Dialect, begin: (response: ServerResponse) => void, piece: string): Promise<Flooded> {
  let written = 0;
  let isClosed = false;
  const bytes = Buffer.from(piece.repeat(Math.ceil((64 * kib) / piece.length)));
  const server = await startLocalUpstream((_, response) => {
    begin(response);
    const { socket } = response;
    response.once('close', () => {
      written = socket?.bytesWritten ?? 0;
      isClosed = true;
    });
    const pump = (): void => {
      while (!isClosed && response.write(bytes));
    };
    response.on('drain', pump);
    pump();
  });
  const settings = providerSettings({ baseUrl: server.url, limits });
  const adapter =
    dialect === 'vertex' ? createVendorAdapter(dialect, settings) : createDialectAdapter(dialect, settings);
  opened.push(server, { close: () => adapter.close(0) });
  return { adapter, server, written: () => written, isClosed: () => isClosed };
}

const streams = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
};
const document = (status: number) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' });
};

async function textOf(adapter: Adapter): Promise<{ text: string; error: unknown }> {
  let text = '';
  try {
    for await (const batch of adapter.stream(modelRequest(), { signal: AbortSignal.timeout(20_000) }))
      for (const event of batch) if (event.type === 'text-delta') text += event.text;
  } catch (error) {
    return { text, error };
  }
  return { text, error: null };
}

describe.each<Dialect>([...dialects, 'vertex'])('an upstream of %s', { timeout: 30_000 }, (dialect) => {
  async function expectCut(begin: (response: ServerResponse) => void, piece: string, words: string): Promise<string> {
    const { adapter, written, isClosed } = await flooded(dialect, begin, piece);
    const { text, error } = await textOf(adapter);
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringContaining(words) });
    await expect.poll(isClosed).toBe(true);
    expect(written()).toBeLessThan(limits.answerBytes + inTheAir);
    return text;
  }

  it('that sends text forever is cut, after the earlier text', async () => {
    expect(await expectCut(streams, word[dialect], 'an answer of more than 1 MiB')).toMatch(/^(word )+$/);
  });

  it('that sends empty events forever is cut', async () => {
    await expectCut(streams, nothing(dialect), 'an answer of more than 1 MiB');
  });

  it('that sends unknown events forever is cut', async () => {
    await expectCut(streams, anyEvent(dialect), 'an answer of more than 1 MiB');
  });

  it('that does not end its line is cut', async () => {
    await expectCut(streams, 'a', dialect === 'vertex' ? 'an event of more than 256 KiB' : 'is longer than 256 KiB');
  });

  it('that does not end its event is cut', async () => {
    const reason = dialect === 'vertex' ? 'an event of more than' : 'is longer than 256 KiB';
    // For Ollama, a line is an event.
    await expectCut(streams, dialect === 'ollama' ? 'data: x' : 'data: x\n', reason);
  });

  it('that does not end its refusal is read no further', async () => {
    const { adapter, written, isClosed } = await flooded(dialect, document(400), '{"error":');
    expect((await textOf(adapter)).error).toMatchObject({ status: 400 });
    await expect.poll(isClosed).toBe(true);
    expect(written()).toBeLessThan(256 * kib + inTheAir);
  });

  it('whose vectors do not end is cut', async () => {
    const { adapter, written, isClosed } = await flooded(dialect, document(200), '[0.1,');
    if (adapter.embed === undefined) return;
    const request = { model: 'm', texts: ['a'], dimensions: null, purpose: null };
    const embedding = adapter.embed(request, { signal: AbortSignal.timeout(20_000) });
    await expect(embedding).rejects.toThrow('an answer of more than 1 MiB');
    await expect.poll(isClosed).toBe(true);
    expect(written()).toBeLessThan(limits.answerBytes + inTheAir);
  });
});

it.each(dialects)('an upstream of %s whose list of models does not end is cut', async (dialect) => {
  const { adapter, isClosed } = await flooded(dialect, document(200), '{"id":"m"},');
  const listing = adapter.listModels({ signal: AbortSignal.timeout(20_000) });
  await expect(listing).rejects.toThrow('an answer of more than 1 MiB');
  await expect.poll(isClosed).toBe(true);
});

/** The places of a vector's numbers and a model's id in each dialect. */
const placesOfValues: Readonly<Partial<Record<Dialect, (value: string) => string>>> = {
  openai: (value) => `{"data":[{"index":0,"embedding":${value}}],"usage":{"prompt_tokens":${value}},"model":${value}}`,
  google: (value) => `{"embeddings":[{"values":${value}}],"usageMetadata":{"promptTokenCount":${value}}}`,
  cohere: (value) => `{"embeddings":{"float":[${value}]},"meta":{"billed_units":{"input_tokens":${value}}}}`,
  ollama: (value) => `{"embeddings":[${value}],"prompt_eval_count":${value},"model":${value}}`,
};
const oddValues = [
  'null',
  'true',
  '0',
  '1e999',
  '-1',
  '1.5',
  '""',
  '"NaN"',
  '[]',
  '{}',
  '[null]',
  '["NaN"]',
  '["1"]',
  '[1e999]',
  '[true]',
  '[{}]',
  '[[1]]',
  '[1,null]',
  '{"0":1}',
  '{"__proto__":[1]}',
  `[${'0,'.repeat(65_536)}0]`,
];

describe.each(Object.entries(placesOfValues))('odd values of %s', (dialect, write) => {
  async function answering(body: string): Promise<Adapter> {
    const server = await startLocalUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const adapter = createDialectAdapter(
      dialect as (typeof dialects)[number],
      providerSettings({ baseUrl: server.url }),
    );
    opened.push(server, { close: () => adapter.close(0) });
    return adapter;
  }

  it.each(oddValues)('in a vector make it invalid: %s', async (value) => {
    const adapter = await answering(write(value));
    const request = { model: 'm', texts: ['a'], dimensions: null, purpose: null };
    const embedding = adapter.embed?.(request, { signal: AbortSignal.timeout(20_000) });
    await expect(embedding).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.not.stringMatching(/TypeError|\bat /),
    });
  });

  it.each(oddValues)('in a list of models are not a model: %s', async (value) => {
    const body = `{"data":[{"id":${value}},${value}],"models":[{"name":${value},"model":${value}},${value}]}`;
    const adapter = await answering(body);
    await adapter.listModels({ signal: AbortSignal.timeout(20_000) }).then(
      (listed) => expect(listed.every((name) => typeof name === 'string' && name !== '')).toBe(true),
      (error: unknown) => expect(error).toMatchObject({ kind: 'protocol' }),
    );
  });

  it.each(['', '[]', 'null', '"x"', '1', '{', '\0', '\ufeff{}', '<html>'])('in place of a body: %j', async (body) => {
    const adapter = await answering(body);
    const request = { model: 'm', texts: ['a'], dimensions: null, purpose: null };
    const signal = AbortSignal.timeout(20_000);
    await expect(adapter.embed?.(request, { signal })).rejects.toMatchObject({ kind: 'protocol' });
    await adapter.listModels({ signal }).then(
      (names) => expect(names).toEqual([]),
      (error: unknown) => expect(error).toMatchObject({ kind: 'protocol' }),
    );
  });
});

describe.each(dialects)('an upstream of %s of raw bytes', (dialect) => {
  async function answerWith(send: (socket: Socket) => void): Promise<unknown> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => send(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const adapter = createDialectAdapter(dialect, providerSettings({ baseUrl, limits }));
    const { error } = await textOf(adapter);
    await adapter.close(0);
    for (const socket of sockets) socket.destroy();
    server.close();
    return error;
  }

  const flood = (piece: string) => (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const pump = (): void => {
      while (!socket.destroyed && socket.write(piece.repeat(1000)));
    };
    socket.on('drain', pump);
    pump();
  };

  it('that does not end its headers is disconnected', async () => {
    expect(await answerWith(flood('x-more: and more\r\n'))).toMatchObject({ kind: 'connection' });
  });

  it('that sends informational responses forever is cut', async () => {
    const hints = (socket: Socket): void => void socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100));
    expect(await answerWith(hints)).toMatchObject({ message: expect.stringContaining('16 informational responses') });
  });

  it.each([
    ['a greeting of another protocol', '220 mail.example ESMTP\r\n'],
    ['a status that is none', 'HTTP/1.1 abc Odd\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['zeros', '\0'.repeat(100)],
  ])("that answers with %s is described in Penstock's own words", async (_name, bytes) => {
    const error = await answerWith((socket) => void socket.write(bytes));
    expect(error).toMatchObject({
      kind: 'connection',
      message: expect.stringMatching(
        /^\S+ could not be reached at http:\S+: (its response is not HTTP\/1\.1|the lengths of its response contradict each other)\.$/,
      ),
    });
  });
});

it('an endless call is cut when its adapter is closed with a grace period', async () => {
  const server = await startLocalUpstream((_, response) => {
    streams(response);
    response.write(word.openai);
  });
  opened.push(server);
  const adapter = createDialectAdapter('openai', providerSettings({ baseUrl: server.url }));
  const reading = textOf(adapter);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await adapter.close(20);
  expect((await reading).error).toMatchObject({ kind: 'stream-cut' });
});
