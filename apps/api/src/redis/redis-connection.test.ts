import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from '../testing/redis-server.ts';
import { openRedis } from './open-redis.ts';
import { type Redis, RedisAwayError } from './redis.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const program = findRedis();
const password = 'a-password-of-a-test';

describe.skipIf(program === null)(`the connection to Redis [${program ?? `not found; ${howToGetRedis}`}]`, () => {
  let server: RedisServer;
  let opened: Redis[] = [];
  let lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };

  async function open(url = server.url): Promise<Redis> {
    const redis = await openRedis(url, log);
    opened.push(redis);
    return redis;
  }

  beforeAll(async () => {
    server = await startRedis(program ?? '', password);
  });
  afterEach(async () => {
    await Promise.all(opened.map((redis) => redis.close()));
    opened = [];
    lines = [];
  });
  afterAll(() => server.remove());

  it('sends commands and reads answers, and passes /readyz while it works', async () => {
    const redis = await open();
    await redis.ask((commands) => commands.set('a', '1'));
    expect(await redis.ask((commands) => Promise.all([commands.get('a'), commands.get('b')]))).toEqual(['1', null]);
    await expect(redis.check()).resolves.toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('passes on the errors of Redis, and stays connected', async () => {
    const redis = await open();
    await redis.ask((commands) => commands.set('text', 'a'));
    await expect(redis.ask((commands) => commands.lPush('text', 'b'))).rejects.toThrow('WRONGTYPE');
    expect(redis.isAway).toBe(false);
  });

  it('delivers a channel to several listeners, until each has left', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const heard: string[] = [];
    const leaveFirst = one.subscribe('news', (message) => heard.push(`first ${message}`));
    const leaveSecond = one.subscribe('news', (message) => heard.push(`second ${message}`));
    const say = (message: string) => other.ask((commands) => commands.publish('news', message));
    await vi.waitFor(async () => expect(await say('a')).toBe(1));
    await vi.waitFor(() => expect(heard).toEqual(['first a', 'second a']));
    leaveFirst();
    await say('b');
    await vi.waitFor(() => expect(heard).toEqual(['first a', 'second a', 'second b']));
    leaveSecond();
    await vi.waitFor(async () => expect(await say('c')).toBe(0));
  });

  it('refuses commands while Redis is unavailable, logs it once, and reconnects with its channels', async () => {
    const redis = await open();
    const heard: string[] = [];
    const onReturn = vi.fn();
    redis.subscribe('news', (message) => heard.push(message));
    redis.onReturn(onReturn);
    await server.stop();
    await vi.waitFor(() => expect(redis.isAway).toBe(true));
    await expect(redis.ask((commands) => commands.get('a'))).rejects.toThrow(RedisAwayError);
    await expect(redis.check()).rejects.toThrow(
      /^Redis is unavailable \(.+\)\. Each replica continues with its own data\.$/,
    );
    expect(onReturn).not.toHaveBeenCalled();
    await server.start();
    await vi.waitFor(() => expect(redis.isAway).toBe(false), { timeout: 5_000 });
    expect(onReturn).toHaveBeenCalledOnce();
    await vi.waitFor(async () => expect(await redis.ask((commands) => commands.publish('news', 'b'))).toBe(1));
    await vi.waitFor(() => expect(heard).toEqual(['b']));
    expect(lines).toEqual([
      expect.stringMatching(/^Redis is unavailable \(.+\): each replica continues with its own data\.$/),
      'Redis is back.',
    ]);
    expect(lines.join()).not.toContain(password);
  });

  it('detects a frozen server, also without commands, and reconnects', async () => {
    const redis = await open();
    server.freeze();
    try {
      await vi.waitFor(() => expect(redis.isAway).toBe(true), { timeout: 6_000 });
      await expect(redis.ask((commands) => commands.get('a'))).rejects.toThrow('no answer within 2000 ms');
    } finally {
      server.thaw();
    }
    await vi.waitFor(() => expect(redis.isAway).toBe(false), { timeout: 10_000 });
    expect(await redis.ask((commands) => commands.ping())).toBe('PONG');
  });

  it('starts without Redis, and connects later', async () => {
    await server.stop();
    const redis = await open();
    expect(redis.isAway).toBe(true);
    await server.start();
    await vi.waitFor(() => expect(redis.isAway).toBe(false), { timeout: 5_000 });
  });

  it.each([
    ['another password', (url: string) => url.replace(password, 'wrong'), 'Redis refuses the user or the password'],
    ['no password', (url: string) => url.replace(`:${password}@`, ''), 'Redis refuses the user or the password'],
    ['a missing database', (url: string) => `${url}/99`, 'Redis has no database with this number'],
    ['a path that is not a number', (url: string) => `${url}/news`, 'it must be an address like redis://'],
  ])('stops the start with one sentence for %s', async (_, change, sentence) => {
    const error = await openRedis(change(server.url), log).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'EnvironmentError', message: expect.stringContaining(sentence) });
    expect(String(error)).not.toContain(password);
    expect(String(error)).toMatch(/^EnvironmentError: REDIS_URL is not valid: [^\n]+\.$/);
  });

  it('closes the connection, and sends no further commands', async () => {
    const redis = await open();
    await redis.close();
    await expect(redis.ask((commands) => commands.ping())).rejects.toThrow(RedisAwayError);
    expect(lines).toEqual([]);
  });

  it('starts in time if the server is silent', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const redis = await open(`redis://127.0.0.1:${port}`);
    expect(redis.isAway).toBe(true);
    await redis.close();
    silent.close();
  });
});
