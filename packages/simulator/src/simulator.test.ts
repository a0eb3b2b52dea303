import { fileURLToPath } from 'node:url';
import { spawnChild } from '@penstock/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialectByName } from './dialects/dialects.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { at, get, post, postRaw, rightKeys, until } from './testing/http-client.ts';

const say = (model: string): object => ({ model, messages: [{ role: 'user', content: 'Say "one two"' }] });

describe('the simulator', () => {
  let simulator: Simulator;
  const control = async (method: string, path: string, body?: string): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${simulator.url}/__sim${path}`, { method, ...(body === undefined ? {} : { body }) });
    return { status: response.status, json: await response.json() };
  };

  beforeEach(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 }, rememberedRequests: 5 });
  });
  afterEach(() => simulator.close());

  it('remembers requests and responses', async () => {
    await post(simulator, 'openai', '/chat/completions', say('m'));
    expect(simulator.requests()).toMatchObject([
      {
        number: 1,
        dialect: 'openai',
        path: '/v1/chat/completions',
        model: 'm',
        body: say('m'),
        state: 'answered',
        status: 200,
        tokensSent: 2,
        fault: null,
      },
    ]);
    const [seen] = simulator.requests();
    expect(seen?.headers.authorization).toBe(rightKeys.authorization);
    expect(seen?.inputTokens).toBeGreaterThan(0);
    expect(seen?.endedAt).toBeGreaterThanOrEqual(seen?.at ?? Number.POSITIVE_INFINITY);
    await post(simulator, 'openai', '/chat/completions', 'no JSON');
    expect(simulator.requests()[1]).toMatchObject({ body: 'no JSON', state: 'failed', status: 400 });
    for (let count = 0; count < 10; count++) await get(simulator, 'openai', '/models');
    expect(simulator.requests().map(({ number }) => number)).toEqual([8, 9, 10, 11, 12]);
    simulator.clear();
    expect(simulator.requests()).toEqual([]);
  });

  it('lists the requested models besides its own', async () => {
    const listed = async (): Promise<unknown> => (await get(simulator, 'openai', '/models')).json;
    expect(JSON.stringify(await listed())).not.toContain('"m"');
    await post(simulator, 'openai', '/chat/completions', say('m'));
    await post(simulator, 'openai', '/chat/completions', say('missing-m'));
    expect(JSON.stringify(await listed())).toContain('"id":"m"');
    expect(JSON.stringify(await listed())).not.toContain('missing-m');
  });

  it('applies scripts, and drops them when cleared', async () => {
    const send = async (): Promise<number> => (await post(simulator, 'openai', '/chat/completions', say('m'))).status;
    simulator.script('m', ['500', null, '429']);
    expect([await send(), await send(), await send(), await send()]).toEqual([500, 200, 429, 200]);
    simulator.script('m', ['500'], { repeat: true });
    expect([await send(), await send()]).toEqual([500, 500]);
    simulator.clear();
    expect(await send()).toBe(200);
    expect(() => simulator.script('m', ['nonsense'])).toThrow('is not a fault');
  });

  it('is controlled over HTTP, and shows no keys there', async () => {
    expect(
      (await control('POST', '/script', JSON.stringify({ model: 'm', faults: ['503', null], share: 1, seed: 4 })))
        .status,
    ).toBe(200);
    await control('POST', '/script', JSON.stringify({ model: 'm', faults: ['503'] }));
    expect((await post(simulator, 'openai', '/chat/completions', say('m'))).status).toBe(503);
    const { json } = await control('GET', '/requests');
    expect(json).toMatchObject([
      {
        model: 'm',
        fault: '503',
        headers: { authorization: '***', 'x-api-key': '***', 'anthropic-version': '2023-06-01' },
      },
    ]);
    expect((await control('GET', '/faults')).json).toContainEqual({
      name: 'cut',
      summary: expect.any(String),
      parameter: { meaning: expect.any(String), usual: 5 },
    });
    await control('DELETE', '/requests');
    expect((await control('GET', '/requests')).json).toEqual([]);
  });

  it.each([
    ['POST', '/script', '{', 400, /A script is/],
    ['POST', '/script', '{"model":"m"}', 400, /A script is/],
    ['POST', '/script', '{"model":"m","faults":["nonsense"]}', 400, /is not a fault/],
    ['GET', '/nowhere', undefined, 404, /__sim\/requests/],
  ])('refuses %s %s with %s', async (method, path, body, status, message) => {
    const reply = await control(method, path, body);
    expect(reply.status).toBe(status);
    expect(at(reply.json, 'error', 'message')).toMatch(message);
  });

  it('lists its addresses for an unknown one', async () => {
    const response = await fetch(`${simulator.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(
      '/openai/v1, /responses/v1, /anthropic/v1, /google/v1beta, /cohere, /ollama',
    );
    expect(() => dialectByName('telegraph' as never)).toThrow("'telegraph' is not a dialect");
  });

  it('paces an unstreamed answer like a stream, and stops when its client leaves', async () => {
    const url = `${simulator.baseUrl('openai')}/chat/completions`;
    const startedAtMs = performance.now();
    expect(await postRaw(url, say('m-20ms-20tps'), 1_000)).toMatchObject({ status: 200, ending: 'whole' });
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(69);
    expect(await postRaw(url, say('m-5000ms'), 50)).toMatchObject({ status: null, ending: 'open' });
    await until(() => simulator.openStreams() === 0);
    expect(simulator.requests()[1]).toMatchObject({ state: 'aborted', tokensSent: 0 });
  });

  it('refuses a body that is too large', async () => {
    const reply = await postRaw(`${simulator.baseUrl('openai')}/chat/completions`, 'x'.repeat(65 * 1024 * 1024), 5_000);
    expect(reply.status === 413 || reply.ending !== 'whole').toBe(true);
    expect(simulator.requests()[0]?.state).not.toBe('answered');
  }, 10_000);

  it('rejects if its port is taken, and writes an IPv6 address in brackets', async () => {
    const port = Number(new URL(simulator.url).port);
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const other = await startSimulator({ host: '::1' }).catch(() => null);
    if (other !== null) {
      expect(other.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
      await other.close();
    }
  });
});

describe('npm run simulator', () => {
  it('prints its addresses and faults, and ends at a signal', async () => {
    const child = spawnChild(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url)), '0']);
    let printed = '';
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString();
    });
    await until(() => printed.includes('flapping'));
    expect(printed).toMatch(/http:\/\/127\.0\.0\.1:\d+\/openai\/v1/);
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.on('exit', (code) => resolve(code)))).toBe(0);
  });

  it.each([
    ['teapot', "'teapot' is not a port"],
    ['70000', "'70000' is not a port"],
  ])('refuses the port %s in one sentence', async (port, message) => {
    const child = spawnChild(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url)), port], {
      printsErrors: false,
    });
    let printed = '';
    child.stderr.on('data', (piece: Buffer) => {
      printed += piece.toString();
    });
    expect(await new Promise((resolve) => child.on('exit', (code) => resolve(code)))).toBe(1);
    expect(printed).toContain(message);
  });
});
