import { afterEach, expect, test, vi } from 'vitest';
import { SealedValues } from './sealed-value.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('another replica opens a value with the same secret, and the value is unreadable', async () => {
  const sealed = await new SealedValues<{ state: string }>('secret', 'flow', 600).seal({ state: 'abcdef' });
  expect(sealed).not.toContain(Buffer.from('abcdef').toString('base64url'));
  expect(await new SealedValues('secret', 'flow', 600).open(sealed)).toMatchObject({ state: 'abcdef' });
});

test('another secret, another purpose, a changed value and an invalid value open nothing', async () => {
  const flows = new SealedValues('secret', 'flow', 600);
  const sealed = await flows.seal({ state: 'a' });
  expect(await new SealedValues('other', 'flow', 600).open(sealed)).toBeNull();
  expect(await new SealedValues('secret', 'hint', 600).open(sealed)).toBeNull();
  expect(await flows.open(`${sealed.slice(0, -3)}AAA`)).toBeNull();
  expect(await flows.open('rubbish')).toBeNull();
});

test('a value expires', async () => {
  const flows = new SealedValues('secret', 'flow', 600);
  const sealed = await flows.seal({ state: 'a' });
  vi.useFakeTimers({ now: Date.now() + 601_000 });
  expect(await flows.open(sealed)).toBeNull();
});
