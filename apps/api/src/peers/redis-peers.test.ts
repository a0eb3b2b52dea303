import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EventLog } from '../generation/event-log.ts';
import type { FollowedGeneration } from '../generation/followed-generation.ts';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';
import type { FeedEvent } from '../generation/generation-feed.ts';
import type { Leaving } from '../generation/leaving.ts';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { describeEventLog } from '../testing/describe-event-log.ts';
import { LogThroughRedis } from '../testing/log-through-redis.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { RedisPeers } from './redis-peers.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = findRedis();
const sample = sampleGeneration();
const text = (piece: string): GenerationEventBody => ({ type: 'text-delta', text: piece });
const started: GenerationEventBody = { type: 'started', plan: sample.plan, inputTokens: sample.promptTokens };

describe.skipIf(program === null)(`replicas over one Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let closes: (() => Promise<void>)[] = [];
  const cancelHere = vi.fn();
  const forgetHere = vi.fn();
  const askOtherwise = vi.fn(async () => {});
  const onDead = vi.fn();

  type Replica = { peers: RedisPeers; redis: Redis };
  async function open(): Promise<Replica> {
    const redis = await openRedis(server.url, { info: () => {}, warn: () => {} });
    const options = { nowMs: Date.now, cancelHere, forgetHere, askOtherwise, onDead, onError: () => {} };
    const peers = new RedisPeers({ redis, id: randomUUID(), ...options });
    closes.push(async () => {
      await peers.close();
      await redis.close();
    });
    return { peers, redis };
  }

  function own({ peers }: Replica, id: string, onUnheard: (leaving: Leaving) => void = () => {}): EventLog {
    const log = peers.openEventLog(id, onUnheard);
    const { request, plan } = sample;
    peers.own({ id, request, plan, inputTokens: sample.promptTokens, createdAtMs: Date.now(), log });
    return log;
  }

  /** Starts a generation on that replica. */
  function begin(replica: Replica, onUnheard?: (leaving: Leaving) => void): EventLog {
    const log = own(replica, v7(), onUnheard);
    log.append(started);
    return log;
  }

  async function follow({ peers }: Replica, id: string): Promise<FollowedGeneration> {
    const copy = await peers.follow(id);
    if (copy === null) throw new Error(`Generation ${id} is not found.`);
    return copy;
  }

  function complete(log: EventLog): void {
    log.append({ type: 'completed', generation: { ...sample, id: log.generationId } });
    log.end();
  }

  beforeAll(async () => {
    server = await startRedis(program ?? '');
  });
  afterEach(async () => {
    await Promise.all(closes.map((close) => close()));
    closes = [];
    vi.clearAllMocks();
  });
  afterAll(() => server.remove());

  it('read each other, from any event number to the end', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const log = begin(a);
    for (const body of [text('a'), text('b')]) log.append(body);
    const copy = await follow(b, log.generationId);
    expect(copy.snapshot()).toMatchObject({ status: 'RUNNING', request: { caller: sample.request.caller } });
    const reading = Array.fromAsync(copy.read(2));
    for (const body of [text('c'), { type: 'restarted', modelId: 'a/b' } as const, text('d')]) log.append(body);
    complete(log);
    const events: readonly GenerationEvent[] = await reading;
    expect(events.map(({ follows }) => follows)).toEqual([2, ...events.slice(0, -1).map(({ number }) => number)]);
    expect(events.map((event) => ('text' in event ? event.text : event.type)).join(' ')).toMatch(
      /^b ?c restarted d completed$/,
    );
    expect(await copy.ended).toEqual({
      ...sample,
      id: log.generationId,
      request: { ...sample.request, call: { ...sample.request.call, messages: [], tools: [] } },
    });
    expect((await follow(await open(), log.generationId)).hasEnded).toBe(true);
  });

  it('find a generation that has just begun, and none that does not exist', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const log = begin(a);
    await follow(b, log.generationId);
    expect(await b.peers.follow(v7({ msecs: Date.now() - 60_000 }))).toBeNull();
    expect(await b.peers.follow('no id')).toBeNull();
  });

  it('store no prompt of another replica in Redis', async () => {
    const a = await open();
    begin(a);
    await vi.waitFor(async () => {
      const [key = ''] = await a.redis.ask((commands) => commands.keys('penstock:events:*'));
      const entries = await a.redis.ask((commands) => commands.xRange(key, '-', '+'));
      expect(JSON.stringify(entries)).toContain('workspaceId');
      expect(JSON.stringify(entries)).not.toContain('Say \\"hello');
    });
  });

  it('tell the owner that they read, and how their last reader left', async () => {
    const [a, b, c] = await Promise.all([open(), open(), open()]);
    const onUnheard = vi.fn();
    const log = begin(a, onUnheard);
    const [onB, onC] = [await follow(b, log.generationId), await follow(c, log.generationId)];
    const readers = [onB.read(0), onB.read(0), onC.read(0, { leaving: () => 'lost', isSuperseded: false })];
    await vi.waitFor(() => expect(log.readerCount).toBe(2));
    await readers[0]?.return?.();
    await readers[1]?.return?.();
    await vi.waitFor(() => expect(log.readerCount).toBe(1));
    expect(onUnheard).not.toHaveBeenCalled();
    await readers[2]?.return?.();
    await vi.waitFor(() => expect(onUnheard).toHaveBeenCalledExactlyOnceWith('lost'));
  });

  it('ask all others to end a generation, and use another way while Redis is unavailable', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    await vi.waitFor(async () => {
      await b.peers.askToCancel('one');
      expect(cancelHere).toHaveBeenCalledWith('one');
    }, 15_000);
    expect(askOtherwise).not.toHaveBeenCalled();
    await a.redis.close();
    await a.peers.askToCancel('two');
    expect(askOtherwise).toHaveBeenCalledExactlyOnceWith('two');
  });

  it('drop an ended generation together', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const log = begin(a);
    log.end();
    await a.peers.flush();
    expect((await follow(b, log.generationId)).hasEnded).toBe(true);
    await a.peers.askToForget(log.generationId);
    await vi.waitFor(() => expect(forgetHere).toHaveBeenCalledTimes(2));
    expect(forgetHere).toHaveBeenCalledWith(log.generationId);
    expect(b.peers.followed(log.generationId)).toBeUndefined();
    expect(await b.peers.follow(log.generationId)).toBeNull();
    await a.redis.close();
    await expect(a.peers.askToForget(log.generationId)).rejects.toThrow();
  });

  it('send each other starts and ends while one of them reads', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const seen: FeedEvent[] = [];
    const leave = b.peers.feed.watch((event) => seen.push(event));
    await vi.waitFor(() => {
      a.peers.feed.publish(() => ({ type: 'ended', generation: sample }));
      expect(seen[0]?.generation.id).toBe(sample.id);
    }, 15_000);
    leave();
  });

  it('end the generations of a dead replica with a failure, the same on each', async () => {
    const [a, b, c] = await Promise.all([open(), open(), open()]);
    const log = begin(a);
    log.append(text('so far'));
    const copies = [await follow(b, log.generationId), await follow(c, log.generationId)];
    const reading = copies.map((copy) => Array.fromAsync(copy.read(0)));
    // The owner has shown it more events than have reached Redis.
    const ahead = Array.fromAsync(copies[0]?.read(9) ?? []);
    await a.redis.close();
    const sinceMs = performance.now();
    const [onB, onC] = await Promise.all(reading);
    expect(performance.now() - sinceMs).toBeLessThan(15_000);
    expect(onB?.at(-1)).toMatchObject({
      type: 'failed',
      code: 'INTERRUPTED',
      number: 3,
      follows: 2,
      generation: { status: 'FAILED', text: 'so far', plan: sample.plan },
    });
    expect(onC?.at(-1)).toEqual(onB?.at(-1));
    await vi.waitFor(() => expect(onDead).toHaveBeenCalledWith(a.peers.id), 15_000);
    expect(onDead).not.toHaveBeenCalledWith(b.peers.id);
    expect(onDead).not.toHaveBeenCalledWith(c.peers.id);
    expect(await ahead).toEqual([{ ...onB?.at(-1), number: 10, follows: 9 }]);
    const copy = await follow(await open(), log.generationId);
    expect(copy.hasEnded).toBe(true);
    expect(await Array.fromAsync(copy.read(3))).toEqual([{ ...onB?.at(-1), number: 4, follows: 3 }]);
    expect(await Array.fromAsync(copy.read(2))).toEqual([onB?.at(-1)]);
  });

  it('continue after Redis was unavailable and has lost its data', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    const log = begin(a);
    const copy = await follow(b, log.generationId);
    const reading = Array.fromAsync(copy.read(0));
    log.append(text('a'));
    await server.stop();
    log.append(text('b'));
    const own = log.read(0);
    expect((await own.next()).value).toMatchObject({ type: 'started' });
    expect((await own.next()).value).toMatchObject({ text: 'ab' });
    await server.start();
    await vi.waitFor(() => expect([a.redis.isAway, b.redis.isAway]).toEqual([false, false]), { timeout: 10_000 });
    log.append(text('c'));
    complete(log);
    const events = await reading;
    expect(events.map((event) => ('text' in event ? event.text : '')).join('')).toBe('abc');
    expect(events.at(-1)).toMatchObject({ type: 'completed', number: 5 });
    expect((await follow(await open(), log.generationId)).lastNumber).toBe(5);
  });

  describe('as one log', () => {
    let a: Replica;
    let b: Replica;
    beforeAll(async () => {
      [a, b] = await Promise.all([open(), open()]);
      // The hook after each test closes only its own resources.
      const ours = closes.splice(-2);
      ends = async () => void (await Promise.all(ours.map((close) => close())));
    });
    let ends = async (): Promise<void> => {};
    afterAll(() => ends());

    describeEventLog('copied to Redis', (id, onUnheard) => own(a, id, onUnheard));

    describeEventLog(
      'read through Redis',
      (id, onUnheard) => {
        const log = own(a, v7(), onUnheard);
        const settle = async (): Promise<void> => {
          await a.peers.flush();
          await b.peers.flush();
          // The answer arrives after the messages.
          await a.redis.ask((commands) => commands.ping());
        };
        return new LogThroughRedis(id, { log, copy: follow(b, log.generationId), settle });
      },
      10,
    );
  });
});
