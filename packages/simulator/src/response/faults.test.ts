import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DialectName } from '../dialects/dialect.ts';
import { faults } from '../faults/faults.ts';
import { type Simulator, startSimulator } from '../simulator.ts';
import { get, post, postRaw, type RawReply, rightKeys, until } from '../testing/http-client.ts';

/** The request of each dialect for a stream of ten tokens. */
const requestOf: Readonly<Record<DialectName, { path: (model: string) => string; body: (model: string) => object }>> = {
  openai: {
    path: () => '/chat/completions',
    body: (model) => ({ model, stream: true, messages: [{ role: 'user', content: 'Write 10 tokens' }] }),
  },
  responses: {
    path: () => '/responses',
    body: (model) => ({ model, stream: true, input: 'Write 10 tokens' }),
  },
  anthropic: {
    path: () => '/messages',
    body: (model) => ({
      model,
      stream: true,
      max_tokens: 99,
      messages: [{ role: 'user', content: 'Write 10 tokens' }],
    }),
  },
  google: {
    path: (model) => `/models/${model}:streamGenerateContent?alt=sse`,
    body: () => ({ contents: [{ role: 'user', parts: [{ text: 'Write 10 tokens' }] }] }),
  },
  cohere: {
    path: () => '/v2/chat',
    body: (model) => ({ model, stream: true, messages: [{ role: 'user', content: 'Write 10 tokens' }] }),
  },
  ollama: {
    path: () => '/api/chat',
    body: (model) => ({ model, messages: [{ role: 'user', content: 'Write 10 tokens' }] }),
  },
};
const dialectNames = Object.keys(requestOf) as DialectName[];

/** The end mark of a whole answer on the wire. */
const finishes: Readonly<Record<DialectName, RegExp>> = {
  openai: /"finish_reason":"stop"/,
  responses: /"status":"completed","error":null/,
  anthropic: /"stop_reason":"end_turn"/,
  google: /"finishReason":"STOP"/,
  cohere: /"finish_reason":"COMPLETE"/,
  ollama: /"done":true/,
};

describe.each(dialectNames)('faults in the %s dialect', (dialect) => {
  let simulator: Simulator;
  const send = (model: string): Promise<RawReply> =>
    postRaw(simulator.baseUrl(dialect) + requestOf[dialect].path(model), requestOf[dialect].body(model), 150);

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  beforeEach(() => simulator.clear());
  afterAll(() => simulator.close());

  it.each([
    ['sim-429', 429],
    ['sim-500', 500],
    ['sim-502', 502],
    ['sim-503', 503],
    ['sim-529', dialect === 'anthropic' ? 529 : 503],
    ['sim-context-length', 400],
    ['sim-bad-credentials', dialect === 'google' ? 400 : 401],
    ['sim-down', 503],
    ['sim-flapping', 503],
  ])('%s has its own status', async (model, status) => {
    const reply = await send(model);
    expect(reply).toMatchObject({ status, ending: 'whole' });
    expect(reply.text).not.toMatch(finishes[dialect]);
    expect(simulator.requests()).toMatchObject([
      { model, status, state: 'failed', tokensSent: 0, fault: model.slice(4) },
    ]);
  });

  it('sends the time to wait', async () => {
    const response = await fetch(simulator.baseUrl(dialect) + requestOf[dialect].path('sim-429-retry-after-7'), {
      method: 'POST',
      headers: rightKeys,
      body: JSON.stringify(requestOf[dialect].body('sim-429-retry-after-7')),
    });
    if (dialect === 'google') expect(await response.text()).toContain('"retryDelay":"7s"');
    else expect(response.headers.get('retry-after')).toBe('7');
  });

  it('resets before the headers', async () => {
    expect(await send('sim-reset')).toMatchObject({ status: null, ending: 'ECONNRESET' });
    expect(simulator.requests()).toMatchObject([{ state: 'failed', status: null }]);
  });

  it('never answers', async () => {
    expect(await send('sim-silent')).toMatchObject({ status: null, ending: 'open' });
    await until(() => simulator.openStreams() === 0);
    expect(simulator.requests()).toMatchObject([{ state: 'aborted', status: null }]);
  });

  it('sends keep-alive frames and no token', async () => {
    const reply = await send('sim-keep-alive-20');
    expect(reply).toMatchObject({ status: 200, ending: 'open' });
    expect(reply.text.split('\n').length).toBeGreaterThan(4);
    await until(() => simulator.openStreams() === 0);
    expect(simulator.requests()[0]?.tokensSent).toBe(0);
  });

  it('holds the first token back', async () => {
    expect(await send('sim-slow-first-token-5000')).toMatchObject({ status: 200, ending: 'open' });
    const patient = await send('sim-slow-first-token-60');
    expect(patient.text).toMatch(finishes[dialect]);
  });

  it('cuts the connection after the set number of tokens', async () => {
    const reply = await send('sim-cut-4');
    expect(reply).toMatchObject({ status: 200, ending: 'cut' });
    expect(reply.text).not.toBe('');
    expect(reply.text).not.toMatch(finishes[dialect]);
    expect(simulator.requests()).toMatchObject([{ state: 'failed', tokensSent: 4 }]);
  });

  it('cuts a short answer before its end', async () => {
    const reply = await send('sim-cut-99');
    expect(reply.ending).toBe('cut');
    expect(reply.text).not.toMatch(finishes[dialect]);
    expect(simulator.requests()).toMatchObject([{ tokensSent: 10 }]);
  });

  it('stalls after the set number of tokens', async () => {
    const reply = await send('sim-stall-4');
    expect(reply.ending).toBe('open');
    expect(reply.text).not.toBe('');
    expect(reply.text).not.toMatch(finishes[dialect]);
    await until(() => simulator.openStreams() === 0);
    expect(simulator.requests()).toMatchObject([{ state: 'aborted', tokensSent: 4 }]);
  });

  it('reports a failure in the middle', async () => {
    const reply = await send('sim-error-event-4');
    expect(reply.ending).toBe('whole');
    expect(reply.text).toMatch(/overloaded|server busy/i);
    expect(reply.text).not.toMatch(finishes[dialect]);
  });

  it('filters in the middle', async () => {
    const reply = await send('sim-content-filter-midway-4');
    expect(reply.ending).toBe('whole');
    if (dialect !== 'ollama') expect(reply.text).toMatch(/"(content_filter|refusal|SAFETY|ERROR_TOXIC)"/);
    expect(simulator.requests()).toMatchObject([{ tokensSent: 4 }]);
  });

  it.each(['sim-malformed-4', 'sim-unknown-event-4'])('sends one strange event and continues: %s', async (model) => {
    const strange = await send(model);
    const usual = await send('well');
    expect(strange.text).toMatch(finishes[dialect]);
    expect(strange.text.trim().split('\n').length).toBeGreaterThan(usual.text.trim().split('\n').length);
  });

  it('leaves out the end mark, and ends the response or not', async () => {
    const ended = await send('sim-no-end-mark');
    const open = await send('sim-no-end-mark-open');
    for (const { text } of [ended, open]) {
      expect(text).toMatch(finishes[dialect]);
      expect(text).not.toMatch(/\[DONE\]|message_stop/);
    }
    expect([ended.ending, open.ending]).toEqual(['whole', 'open']);
  });

  it('ends without a finish reason', async () => {
    const reply = await send('sim-no-end');
    expect(reply.ending).toBe('whole');
    expect(reply.text).not.toMatch(finishes[dialect]);
    expect(simulator.requests()).toMatchObject([{ tokensSent: 10, state: 'failed' }]);
  });

  it('stops the text half way and reports it as whole', async () => {
    expect((await send('sim-broken-json')).text).toMatch(finishes[dialect]);
    expect(simulator.requests()[0]?.tokensSent).toBeLessThan(10);
  });

  it('refuses the content', async () => {
    const { text } = await send('sim-content-filter');
    expect(text).toMatch(/filter|block/i);
    expect(text).not.toMatch(finishes[dialect]);
  });
});

describe('faults of whole answers and of lists', () => {
  let simulator: Simulator;
  const send = (model: string): Promise<RawReply> =>
    postRaw(
      `${simulator.baseUrl('openai')}/chat/completions`,
      { model, messages: [{ role: 'user', content: 'Write 10 tokens' }] },
      150,
    );

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  beforeEach(() => simulator.clear());
  afterAll(() => simulator.close());

  it('breaks an unstreamed answer at the same point as a stream', async () => {
    expect(await send('sim-cut')).toMatchObject({ status: 200, ending: 'cut' });
    expect(await send('sim-stall')).toMatchObject({ status: 200, ending: 'open' });
    for (const model of ['sim-malformed', 'sim-no-end']) {
      const { ending, text } = await send(model);
      expect(ending).toBe('whole');
      expect(() => JSON.parse(text)).toThrow();
    }
    expect(await send('sim-keep-alive')).toMatchObject({ status: null, ending: 'open' });
  });

  it('fails lists of models and embeddings by header and by script', async () => {
    expect((await get(simulator, 'openai', '/models', { ...rightKeys, 'x-sim-fault': '503' })).status).toBe(503);
    simulator.script('models', ['bad-credentials']);
    expect((await get(simulator, 'openai', '/models')).status).toBe(401);
    expect((await get(simulator, 'openai', '/models')).status).toBe(200);
    expect((await post(simulator, 'openai', '/embeddings', { model: 'sim-500', input: 'x' })).status).toBe(500);
  });

  it('refuses a prefill, and answers without it', async () => {
    const say = { role: 'user', content: 'Say "one two"' };
    const refused = await post(simulator, 'openai', '/chat/completions', {
      model: 'sim-refuse-prefill',
      messages: [say, { role: 'assistant', content: 'one' }],
    });
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('Expected last role User') });
    expect(
      (await post(simulator, 'openai', '/chat/completions', { model: 'sim-refuse-prefill', messages: [say] })).status,
    ).toBe(200);
  });

  it('names an unknown fault', async () => {
    const reply = await post(simulator, 'openai', '/chat/completions', {
      model: 'sim-nonsense',
      messages: [{ role: 'user', content: 'x' }],
    });
    expect(reply).toMatchObject({
      status: 400,
      text: expect.stringContaining("'nonsense' is not a fault of the simulator"),
    });
  });

  it('describes every fault with a unique name', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  });
});
