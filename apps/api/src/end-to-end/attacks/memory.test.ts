import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FloodingUpstream } from '../../testing/flooding-upstream.ts';
import { query } from '../read-generation.ts';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

const mib = 1024 * 1024;
const heldBytes = 48 * mib;
/** The size of one answer, which is sent in pieces. */
const answerBytes = 12 * mib;
const pieceBytes = 16 * 1024;
const callers = 10;

const piece = `data: ${JSON.stringify({ id: 'l', choices: [{ delta: { content: 'a'.repeat(pieceBytes) } }] })}\n\n`;
const usage = { prompt_tokens: 5, completion_tokens: 5 };
const ending = `data: ${JSON.stringify({ id: 'l', choices: [{ delta: {}, finish_reason: 'stop' }], usage })}\n\ndata: [DONE]\n\n`;

let upstream: FloodingUpstream;
let stage: AttackStage;
let restRssBytes = 0;
beforeAll(async () => {
  upstream = await FloodingUpstream.start({
    long: async (response, flood) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      await flood(piece, answerBytes / pieceBytes);
      response.end(ending);
    },
  });
  const facts = 'context_window: 2000000, max_output_tokens: 1000000, price: { input_per_mtok: 1, output_per_mtok: 2 }';
  stage = await startAttackStage({
    providers: [`flood: { dialect: openai, base_url: "${upstream.url}", api_key: key, retry: { attempts: 1 } }`],
    models: [`flood: { long: { ${facts} } }`],
    environment: { PENSTOCK_MAX_HELD_BYTES: String(heldBytes) },
  });
  restRssBytes = (await stage.service.measure()).rssBytes;
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await upstream?.close();
});

const messages = [{ role: 'user', content: 'x' }];
const model = 'flood/long';
const generateInput = { prompt: 'x', model, maxTokens: 1_000_000, enableFallback: false };
const calls: readonly [string, string, object][] = [
  ['chat streamed', '/v1/chat/completions', { model, messages, stream: true, max_tokens: 1_000_000 }],
  ['chat whole', '/v1/chat/completions', { model, messages, max_tokens: 1_000_000 }],
  ['completions streamed', '/v1/completions', { model, prompt: 'x', stream: true, max_tokens: 1_000_000 }],
  ['messages streamed', '/v1/messages', { model, messages, stream: true, max_tokens: 1_000_000 }],
  ['responses streamed', '/v1/responses', { model, input: 'x', stream: true, max_output_tokens: 1_000_000 }],
  [
    'generate',
    '/graphql',
    {
      query: 'mutation ($input: GenerateInput!) { generate(input: $input) { text } }',
      variables: { input: generateInput },
    },
  ],
];

/** Sends a request on a connection that reads nothing. `unsentBytes`: the part of its body that is never sent. */
async function sendUnread(path: string, body: object, unsentBytes = 0): Promise<Socket> {
  const text = JSON.stringify(body);
  const socket = connect(Number(new URL(stage.service.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  const { authorization } = stage.service;
  const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json'];
  socket.write(
    [...head, `Authorization: ${authorization}`, `Content-Length: ${text.length + unsentBytes}`, '', text].join('\r\n'),
  );
  return socket;
}

/** Repeats a small call of another caller while it is refused. Resolves to the number of refusals. */
async function askUntilServed(): Promise<number> {
  for (let refusals = 0; ; refusals++) {
    const response = await fetch(`${stage.service.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: stage.service.authorization },
      body: JSON.stringify({ model: 'sim/calm', messages }),
    });
    if (response.status === 200) return refusals;
    expect(await response.json()).toMatchObject({ error: { code: 'overloaded', type: 'server_error' } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    await sleep(200);
  }
}

type Listed = {
  id: string;
  status: string;
  errorCode: string | null;
  cost: { totalUsd: string } | null;
  attempts: readonly { model: string }[];
};

async function longGenerations(): Promise<readonly Listed[]> {
  const { generations } = await query<{ generations: { nodes: readonly Listed[] } }>(
    stage.service,
    '{ generations(first: 100) { nodes { id status errorCode cost { totalUsd } attempts { model } } } }',
  );
  return generations.nodes.filter(({ attempts }) => attempts.some((attempt) => attempt.model === model));
}

describe('large unread answers', () => {
  test.each(calls)(
    '%s: the largest are interrupted, recorded and paid; small calls continue',
    async (_name, path, body) => {
      const known = new Set((await longGenerations()).map(({ id }) => id));
      const sockets: Socket[] = [];
      let refusals = -1;
      const suffering = await stage.victim.during(async () => {
        sockets.push(...(await Promise.all(Array.from({ length: callers }, () => sendUnread(path, body)))));
        await sleep(500);
        refusals = await askUntilServed();
        await expect.poll(() => upstream.floods, { timeout: 30_000 }).toBe(0);
        await expect
          .poll(async () => (await stage.service.measure()).generations, { timeout: 30_000 })
          .toBeLessThanOrEqual(1);
      });
      expect(suffering.end).toBeNull();
      expect(refusals).toBeGreaterThanOrEqual(0);
      const ended = (await longGenerations()).filter(({ id }) => !known.has(id));
      // A call may be refused if the first answers fill the memory before it arrives.
      expect(ended.length).toBeGreaterThan(0);
      for (const { status, errorCode, cost } of ended) {
        if (status !== 'COMPLETED') expect([status, errorCode]).toEqual(['FAILED', 'INTERRUPTED']);
        expect(Number(cost?.totalUsd)).toBeGreaterThan(0);
      }
      expect(ended.filter(({ status }) => status === 'FAILED').length).toBeGreaterThan(0);
      const { peakRssBytes } = await stage.service.measure();
      expect(peakRssBytes).toBeLessThan(restRssBytes + 600 * mib);
      for (const socket of sockets) socket.destroy();
      expect(await askUntilServed()).toBeLessThan(10);
    },
    120_000,
  );
});

test('large bodies that never end are refused once they fill the memory; small calls continue', async () => {
  const sockets: Socket[] = [];
  const answers: string[] = [];
  const half = Buffer.alloc(10 * mib, 'a');
  const suffering = await stage.victim.during(async () => {
    for (let index = 0; index < 20; index++) {
      const socket = await sendUnread('/v1/chat/completions', { model, messages, padding: half.toString() }, mib);
      socket.on('data', (bytes: Buffer) => answers.push(bytes.toString()));
      socket.resume();
      sockets.push(socket);
    }
    // A caller that is still writing may lose the answer when its connection closes.
    await expect
      .poll(() => sockets.filter(({ closed }) => closed).length, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(14);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 503 .*retry-after: 2\r\n.*"code":"overloaded"/is);
    expect(await askUntilServed()).toBeLessThan(100);
  });
  expect(suffering.end).toBeNull();
  for (const socket of sockets) socket.destroy();
  expect(await askUntilServed()).toBeLessThan(10);
}, 60_000);
