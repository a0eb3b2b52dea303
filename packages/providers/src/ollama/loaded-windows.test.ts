import { expect, it } from 'vitest';
import { LoadedWindows } from './loaded-windows.ts';

it('keeps the last window of a model for as long as Ollama keeps the model', () => {
  let now = 0;
  const windows = new LoadedWindows(() => now);
  expect(windows.of('a')).toBeNull();
  windows.note('a', 16_384);
  now = 5 * 60_000;
  expect(windows.of('a')).toBe(16_384);
  windows.note('a', 8_192);
  now += 1;
  expect(windows.of('a')).toBe(8_192);
  now += 5 * 60_000;
  expect(windows.of('a')).toBeNull();
});

it('drops the least recently used model', () => {
  const windows = new LoadedWindows(() => 0);
  for (let index = 0; index < 1_000; index++) windows.note(`m${index}`, 8_192);
  windows.note('m0', 8_192);
  windows.note('one more', 8_192);
  expect([windows.of('m0'), windows.of('m1'), windows.of('one more')]).toEqual([8_192, null, 8_192]);
});
