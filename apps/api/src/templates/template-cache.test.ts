import { expect, it, vi } from 'vitest';
import { sampleTemplate, templateMessage } from '../testing/sample-template.ts';
import { cacheBounds, type FoundTemplate, TemplateCache } from './template-cache.ts';

const found = (version: number): FoundTemplate => ({ template: sampleTemplate({ version }), latest: version });
const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

function setUp() {
  const clock = { nowMs: 0 };
  const read = vi.fn(async (_workspaceId: string | null, _name: string, _version: number | null) => found(1));
  return { clock, read, cache: new TemplateCache(read, () => clock.nowMs) };
}

it('reads a name at most once a second, and shares a read under way', async () => {
  const { clock, read, cache } = setUp();
  await Promise.all([cache.find(null, 'a', null), cache.find(null, 'a', null)]);
  clock.nowMs = 999;
  expect(await cache.find(null, 'a', null)).toEqual(found(1));
  expect(read).toHaveBeenCalledOnce();
  clock.nowMs = 1_000;
  read.mockResolvedValueOnce(found(2));
  expect(await cache.find(null, 'a', null)).toEqual(found(2));
});

it('keeps workspaces and versions separate', async () => {
  const { read, cache } = setUp();
  await cache.find(null, 'a', null);
  await cache.find('w', 'a', null);
  await cache.find('w', 'a', 1);
  expect(read).toHaveBeenCalledTimes(3);
});

it('forgets everything at a change, including reads under way', async () => {
  const { read, cache } = setUp();
  const slow = Promise.withResolvers<FoundTemplate>();
  read.mockReturnValueOnce(slow.promise);
  const before = cache.find(null, 'a', null);
  cache.clear();
  read.mockResolvedValueOnce(found(2));
  expect(await cache.find(null, 'a', null)).toEqual(found(2));
  slow.resolve(found(1));
  await before;
  expect(await cache.find(null, 'a', null)).toEqual(found(2));
});

it('serves the last read while the database is unavailable, and queries it once a second', async () => {
  const { clock, read, cache } = setUp();
  await cache.find(null, 'a', null);
  clock.nowMs = 5_000;
  read.mockRejectedValue(away);
  expect(await cache.find(null, 'a', null)).toEqual(found(1));
  expect(await cache.find(null, 'a', null)).toEqual(found(1));
  expect(read).toHaveBeenCalledTimes(2);
  await expect(cache.find(null, 'b', null)).rejects.toThrow('away');
});

it('holds a limited number of characters, and drops the least recently used first', async () => {
  const { read, cache } = setUp();
  const messages = [templateMessage('USER', 'x'.repeat(cacheBounds.characters / 3))];
  read.mockResolvedValue({ template: sampleTemplate({ messages }), latest: 1 });
  for (const name of ['a', 'b', 'a', 'c', 'a']) await cache.find(null, name, null);
  expect(read).toHaveBeenCalledTimes(3);
  await cache.find(null, 'b', null);
  expect(read).toHaveBeenCalledTimes(4);
});
