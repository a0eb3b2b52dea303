import { expect, test } from 'vitest';
import { colorCode } from './color-code.ts';

test('the pieces together are the code, each with a color for light and for dark', async () => {
  const code = 'const answer: number = 42;\n\n// why\n';
  const pieces = await colorCode(code, 'ts');
  expect(pieces?.map(({ content }) => content).join('')).toBe(code);
  const styles = pieces?.filter(({ content }) => content.trim() !== '').map(({ style }) => Object.keys(style));
  expect(new Set(styles?.map(String))).toEqual(new Set(['--shiki-light,--shiki-dark']));
  expect(new Set(pieces?.map(({ style }) => style['--shiki-light'])).size).toBeGreaterThan(2);
});

test('an unknown language, and code beyond the limit, stay plain', async () => {
  expect(await colorCode('anything', 'klingon')).toBeNull();
  expect(await colorCode('x'.repeat(40_001), 'ts')).toBeNull();
});
