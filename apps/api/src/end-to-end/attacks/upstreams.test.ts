import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FloodingUpstream, type Misbehaviour } from '../../testing/flooding-upstream.ts';
import type { MeasuredService } from '../../testing/measured-service.ts';
import { query, type RecordedGeneration, readGeneration } from '../read-generation.ts';
import { type AttackStage, startAttackStage } from './attack-stage.ts';

const mib = 1024 * 1024;
/** The most bytes that are written but not read: the buffers of both sockets and of both processes. */
const inTheAir = kernelBufferBytes('tcp_wmem') + kernelBufferBytes('tcp_rmem') + 2 * mib;

/**
 * The largest buffer that the kernel gives a socket: the last of three figures (tcp(7)). On other systems, 8 MiB are
 * assumed.
 */
function kernelBufferBytes(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/).at(-1));
  } catch {
    return 8 * mib;
  }
}

const chunk = (delta: object): string => `data: ${JSON.stringify({ id: 'r', model: 'm', choices: [{ delta }] })}\n\n`;
const ending = (usage: unknown): string =>
  `data: ${JSON.stringify({ id: 'r', choices: [{ delta: {}, finish_reason: 'stop' }], usage })}\n\ndata: [DONE]\n\n`;
const many = (piece: string): string => piece.repeat(Math.ceil((256 * 1024) / piece.length));

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk({ content: 'The river ' }));
}

/** An answer with a valid start that repeats the same piece forever. */
function endless(piece: string): Misbehaviour {
  return (response, flood) => {
    begin(response);
    return flood(many(piece));
  };
}

function oneEvent(bytes: number): Misbehaviour {
  return async (response, flood) => {
    begin(response);
    const [head = '', tail = ''] = chunk({ content: '#' }).split('#');
    response.write(head);
    await flood(Buffer.alloc(mib, 'a'), bytes / mib);
    response.end(tail + ending({ prompt_tokens: 5, completion_tokens: 5 }));
  };
}

function reports(usage: string): Misbehaviour {
  return (response) => {
    begin(response);
    response.end(ending('USAGE').replace('"USAGE"', usage));
  };
}

let calls = 0;
const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  text: endless(chunk({ content: 'runs and ' })),
  reasoning: endless(chunk({ reasoning_content: 'hm, ' })),
  'tool-arguments': endless(
    chunk({ tool_calls: [{ index: 1e9, id: 'c', function: { name: 'look', arguments: '[[[[' } }] }),
  ),
  'tool-calls': async (response, flood) => {
    begin(response);
    for (;;) {
      const pieces = Array.from({ length: 1000 }, () => {
        const call = { index: calls++, id: `c${calls}`, function: { name: 'look', arguments: '' } };
        return chunk({ tool_calls: [call] });
      });
      if (response.destroyed) return;
      await flood(pieces.join(''), 1);
    }
  },
  'empty-events': endless('data: {}\n\n'),
  comments: endless(': ping\n\n'),
  'junk-events': endless('data: {"a":\n\n'),
  'bare-values': endless('data: 1\n\ndata: []\n\ndata: null\n\n'),
  'endless-line': endless('a'),
  'data-lines': endless('data: \n'),
  'event-30': oneEvent(30 * mib),
  'event-40': oneEvent(40 * mib),
  'deep-event': async (response, flood) => {
    begin(response);
    response.write('data: {"x":');
    await flood('['.repeat(mib), 15);
    await flood(']'.repeat(mib), 15);
    response.end(`}\n\n${ending({ prompt_tokens: 5, completion_tokens: 5 })}`);
  },
  'huge-name': endless(
    chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'n'.repeat(mib), arguments: '' } }] }),
  ),
  'usage-huge': reports('{"prompt_tokens":1e15,"completion_tokens":1e15}'),
  'usage-int': reports('{"prompt_tokens":5,"completion_tokens":3000000000}'),
  'usage-negative': reports('{"prompt_tokens":-1,"completion_tokens":-1}'),
  'usage-text': reports('{"prompt_tokens":"x","completion_tokens":"x"}'),
  'usage-infinite': reports('{"prompt_tokens":1e999,"completion_tokens":2.5}'),
  'usage-null': reports('{"prompt_tokens":null,"completion_tokens":null}'),
  nul: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const odd = { id: 'r\0'.repeat(400_000), model: 'm\ud800', choices: [{ delta: { content: 'a\0b\ud800c' } }] };
    response.end(
      `data: ${JSON.stringify(odd)}\n\n${ending({ prompt_tokens: 5, completion_tokens: 5, more: 'x\0\ud800' })}`,
    );
  },
  'error-body': (response, flood) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    return flood(many('{"error":'));
  },
  vectors: (response, flood) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"data":[');
    return flood(many('{"embedding":[0.1,0.2]},'));
  },
  '/list/models': (response, flood) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"data":[');
    return flood(many('{"id":"m"},'));
  },
};

const price = 'price: { input_per_mtok: 1, output_per_mtok: 2 }';

let upstream: FloodingUpstream;
let stage: AttackStage;
let service: MeasuredService;
let restRssBytes = 0;
beforeAll(async () => {
  upstream = await FloodingUpstream.start(misbehaviours);
  const names = Object.keys(misbehaviours).filter((name) => !name.startsWith('/') && name !== 'vectors');
  const chat = names.map((name) => `${name}: { context_window: 2000000, max_output_tokens: 1000000, ${price} }`);
  const vectors = `vectors: { context_window: 8192, max_output_tokens: 1, capabilities: [embeddings], ${price} }`;
  stage = await startAttackStage({
    providers: [
      `flood: { dialect: openai, base_url: "${upstream.url}", api_key: key, timeouts: { first_token_ms: 60000, idle_ms: 60000, total_ms: 120000 } }`,
      `lister: { dialect: openai, base_url: "${upstream.url}/list", api_key: key }`,
    ],
    models: [`flood: { ${[...chat, vectors].join(', ')} }`],
  });
  service = stage.service;
  restRssBytes = (await service.measure()).rssBytes;
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await upstream?.close();
});

const start = `mutation ($input: GenerateInput!) { startGeneration(input: $input) { id } }`;
const status = `query ($id: ID!) { generation(id: $id) { status } }`;

/** Runs a generation on a misbehaving model to its end, and reads its record. */
async function generate(name: string, maxTokens: number): Promise<RecordedGeneration> {
  const input = { model: `flood/${name}`, prompt: 'Tell me.', maxTokens, enableFallback: false };
  const { startGeneration } = await query<{ startGeneration: { id: string } }>(service, start, { input });
  const { id } = startGeneration;
  await expect
    .poll(async () => (await query<{ generation: { status: string } }>(service, status, { id })).generation.status, {
      timeout: 40_000,
      interval: 50,
    })
    .not.toBe('RUNNING');
  return readGeneration(service, id);
}

/** Attacks next to the victim, whose stream must continue. */
async function besideVictim<Result>(attack: () => Promise<Result>): Promise<Result> {
  const alone = await stage.victim.alone();
  let result: Result | undefined;
  const suffering = await stage.victim.during(async () => {
    result = await attack();
  });
  expect(suffering.end).toBeNull();
  // The larger events are parsed without a pause. No gap is longer than that.
  expect(suffering.longestSilenceMs).toBeLessThan(Math.max(alone.longestSilenceMs, 100) * 25);
  await expect.poll(() => upstream.floods, { timeout: 5_000 }).toBe(0);
  return result as Result;
}

describe('an upstream that does not end', () => {
  // The expected limit: the model's output, or the bytes of an answer.
  test.each<[string, number, RegExp, number]>([
    ['text', 100, /more than its limit of tokens allows/, 0],
    ['reasoning', 100, /more than its limit of tokens allows/, 0],
    ['tool-arguments', 100, /more than its limit of tokens allows/, 0],
    ['tool-calls', 1_000_000, /more than 1024 tools/, 0],
    ['huge-name', 1_000_000, /longer than 256 characters/, mib],
    ['empty-events', 100, /more than 64 MiB/, 64 * mib],
    ['comments', 100, /more than 64 MiB/, 64 * mib],
    ['bare-values', 100, /More than 1,000 of its events are not JSON objects/, 0],
    ['endless-line', 100, /longer than 32 MiB/, 32 * mib],
    ['data-lines', 100, /longer than 32 MiB/, 64 * mib],
    ['event-40', 1_000_000, /longer than 32 MiB/, 32 * mib],
    ['deep-event', 100, /more than 1,000,000 objects and lists/, 30 * mib],
  ])(
    '%s: is ended at its limit, recorded and paid',
    async (name, maxTokens, reason, mostBytes) => {
      const recorded = await besideVictim(() => generate(name, maxTokens));
      expect(recorded.status).toBe('FAILED');
      expect(recorded.text).toMatch(/^The river /);
      expect(recorded.attempts).toMatchObject([{ outcome: 'FAILED', errorCode: 'PROTOCOL', estimated: true }]);
      expect(recorded.attempts[0]?.errorMessage).toMatch(reason);
      expect(Number(recorded.cost?.totalUsd)).toBeGreaterThan(0);
      expect(upstream.written.get(name)).toBeLessThan(mostBytes + inTheAir);
      expect((await service.measure()).rssBytes).toBeLessThan(restRssBytes + 600 * mib);
    },
    60_000,
  );

  test('junk-events: the first of them ends the answer, since it may have contained text', async () => {
    const recorded = await besideVictim(() => generate('junk-events', 100));
    expect(recorded).toMatchObject({ status: 'FAILED', text: expect.stringMatching(/^The river /) });
    for (const { outcome, errorCode, errorMessage } of recorded.attempts) {
      expect([outcome, errorCode]).toEqual(['FAILED', 'STREAM_CUT']);
      expect(errorMessage).toContain('one of its events cannot be read');
    }
    expect(Number(recorded.cost?.totalUsd)).toBeGreaterThan(0);
    expect(upstream.written.get('junk-events')).toBeLessThan(recorded.attempts.length * inTheAir);
  }, 60_000);

  test('an event of 30 MB is an answer', async () => {
    const recorded = await besideVictim(() => generate('event-30', 1_000_000));
    expect(recorded.status).toBe('COMPLETED');
    expect(recorded.text).toHaveLength(30 * mib + 'The river '.length);
  }, 60_000);

  test('the body of a refusal is read up to its limit', async () => {
    const recorded = await besideVictim(() => generate('error-body', 100));
    expect(recorded.attempts).toMatchObject([{ outcome: 'FAILED', errorCode: 'BAD_REQUEST' }]);
    expect(upstream.written.get('error-body')).toBeLessThan(mib + inTheAir);
  }, 60_000);

  test('the list of models is read up to its limit', async () => {
    const check = 'mutation { checkHealth(provider: "lister") { status message } }';
    const { checkHealth } = await besideVictim(() => query<{ checkHealth: object[] }>(service, check));
    expect(checkHealth).toMatchObject([{ status: 'UNAVAILABLE', message: expect.stringContaining('more than 8 MiB') }]);
    expect(upstream.written.get('/list/models')).toBeLessThan(8 * mib + inTheAir);
  }, 60_000);

  test('vectors are read up to the limit of an answer', async () => {
    const message = await besideVictim(async () => {
      const response = await fetch(`${service.url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: service.authorization },
        body: JSON.stringify({ model: 'flood/vectors', input: 'river' }),
      });
      return response.text();
    });
    expect(message).toContain('more than 64 MiB');
    expect(upstream.written.get('vectors')).toBeLessThan(64 * mib + inTheAir);
  }, 60_000);
});

describe('an upstream with impossible figures', () => {
  test.each(['usage-huge', 'usage-int', 'usage-negative', 'usage-text', 'usage-infinite', 'usage-null'])(
    '%s: the answer is delivered, and counted here',
    async (name) => {
      const recorded = await generate(name, 100);
      expect(recorded).toMatchObject({ status: 'COMPLETED', text: 'The river ' });
      expect(recorded.attempts).toMatchObject([{ outcome: 'SUCCEEDED', estimated: true }]);
      expect(recorded.usage.outputTokens).toBeGreaterThan(0);
      expect(recorded.usage.totalTokens).toBeLessThan(100);
      expect(Number(recorded.cost?.totalUsd)).toBeGreaterThan(0);
      expect(Number(recorded.cost?.totalUsd)).toBeLessThan(0.001);
    },
  );

  test('characters that no database stores, and an id of 800,000 of them, are recorded', async () => {
    const recorded = await generate('nul', 100);
    expect(recorded).toMatchObject({ status: 'COMPLETED', text: expect.stringMatching(/^a.b.c$/) });
  });
});

test('the service shuts down during a flood', async () => {
  const own = await startAttackStage({
    providers: [`flood: { dialect: openai, base_url: "${upstream.url}", api_key: key }`],
    models: [`flood: { comments: { context_window: 2000, max_output_tokens: 1000, ${price} } }`],
    environment: { PENSTOCK_MAX_ANSWER_BYTES: String(1024 * mib) },
  });
  for (let flood = 0; flood < 4; flood++) {
    await query(own.service, start, { input: { model: 'flood/comments', prompt: 'Tell me.' } });
  }
  await expect.poll(() => upstream.floods).toBeGreaterThan(0);
  await own.close();
  await expect.poll(() => upstream.floods).toBe(0);
}, 120_000);
