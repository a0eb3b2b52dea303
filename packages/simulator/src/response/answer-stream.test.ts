import { Agent, type ClientRequest, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator.ts';
import { rightKeys, until } from '../testing/http-client.ts';

describe('AnswerStream', () => {
  let simulator: Simulator | null = null;
  const start = async (options: SimulatorOptions): Promise<Simulator> => {
    simulator = await startSimulator(options);
    return simulator;
  };
  const send = (target: Simulator, headers: Record<string, string>, agent?: Agent): ClientRequest => {
    const call = request(`${target.baseUrl('openai')}/chat/completions`, {
      method: 'POST',
      headers: { ...rightKeys, ...headers },
      ...(agent === undefined ? {} : { agent }),
    });
    call.on('error', () => {});
    call.end(JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'rivers' }] }));
    return call;
  };

  afterEach(async () => {
    await simulator?.close();
    simulator = null;
  });

  it('keeps its pace by the clock from the start, not from token to token', async () => {
    const target = await start({ pace: { firstTokenMs: 50, tokensPerSecond: 200 } });
    const startedAtMs = performance.now();
    const arrivals: number[] = [];
    const call = send(target, { 'x-sim-tokens': '41' });
    await new Promise<void>((resolve) => {
      call.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          for (const _ of piece.matchAll(/"content":"[^"]/g)) arrivals.push(performance.now() - startedAtMs);
        });
        response.on('end', resolve);
      });
    });
    expect(arrivals).toHaveLength(41);
    expect(arrivals[0]).toBeGreaterThanOrEqual(49);
    expect(arrivals.at(-1)).toBeGreaterThanOrEqual(248);
    expect(arrivals.at(-1)).toBeLessThan(400);
  });

  it('stops at the limit of its tap, and continues when the tap allows more', async () => {
    const target = await start({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
    const tap = target.tap('m');
    const sent = (): number | undefined => target.requests()[0]?.tokensSent;
    const call = send(target, { 'x-sim-tokens': '9' });
    call.on('response', (response) => response.resume());
    await until(() => target.requests()[0]?.status === 200);
    expect(sent()).toBe(0);
    tap.letThrough(4);
    expect(sent()).toBe(4);
    tap.letThrough(1);
    expect(sent()).toBe(5);
    expect(target.openStreams()).toBe(1);
    tap.letThrough();
    await until(() => target.requests()[0]?.state === 'answered');
    expect(sent()).toBe(9);
  });

  it('lets the headers set the pace of one request', async () => {
    const target = await start({ pace: { firstTokenMs: 10_000 } });
    const call = send(target, { 'x-sim-first-token-ms': '0', 'x-sim-tokens-per-second': '0', 'x-sim-tokens': '3' });
    call.on('response', (response) => response.resume());
    await until(() => target.requests()[0]?.state === 'answered');
    expect(target.requests()).toMatchObject([{ tokensSent: 3, status: 200, endedAt: expect.any(Number) }]);
  });

  it('notices at once that a client has left, and writes no further token', async () => {
    const target = await start({ pace: { firstTokenMs: 0, tokensPerSecond: 100 } });
    const call = send(target, { 'x-sim-tokens': '1000' });
    call.on('response', (response) => response.resume());
    await until(() => (target.requests()[0]?.tokensSent ?? 0) >= 10);
    const leftAtMs = performance.now();
    call.destroy();
    await until(() => target.requests()[0]?.state === 'aborted');
    expect(performance.now() - leftAtMs).toBeLessThan(100);
    const sent = target.requests()[0]?.tokensSent;
    expect(target.openStreams()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(target.requests()[0]?.tokensSent).toBe(sent);
  });

  it('writes no more than a slow reader reads, and everything once it reads', async () => {
    const target = await start({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
    const call = send(target, { 'x-sim-tokens': '200000' });
    let tokens = 0;
    await new Promise<void>((resolve) => {
      call.on('response', (response) => {
        response.setEncoding('utf8');
        response.pause();
        setTimeout(() => {
          expect(target.requests()[0]?.tokensSent).toBeLessThan(150_000);
          response.on('data', (piece: string) => {
            tokens += piece.split('"delta":{"content":"').length - 1;
          });
          response.resume();
        }, 300);
        response.on('end', resolve);
      });
    });
    expect(target.requests()).toMatchObject([{ tokensSent: 200_000, state: 'answered' }]);
    expect(tokens).toBeGreaterThan(199_000);
  }, 20_000);

  it('carries 2,000 open streams, and ends them all at once', async () => {
    const target = await start({ pace: { firstTokenMs: 20, tokensPerSecond: 2 } });
    const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
    const calls = Array.from({ length: 2_000 }, () => send(target, { 'x-sim-tokens': '100' }, agent));
    let ended = 0;
    for (const call of calls) call.on('response', (response) => response.resume().on('error', () => ended++));
    await until(
      () => target.requests().length === 2_000 && target.requests().every(({ tokensSent }) => tokensSent > 0),
      20_000,
    );
    expect(target.openStreams()).toBe(2_000);
    const beforeMs = performance.now();
    await target.close();
    expect(performance.now() - beforeMs).toBeLessThan(2_000);
    await until(() => ended === 2_000);
    expect(target.requests().every(({ state }) => state === 'aborted')).toBe(true);
    expect(target.openStreams()).toBe(0);
  }, 30_000);
});
