// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { takeCode } from './take-code.ts';

test('the code of a link is removed from the address', () => {
  history.replaceState(null, '', '/sign-in?code=abc-_1');
  expect(takeCode(window)).toBe('abc-_1');
  expect(location.href).not.toContain('abc');
  expect(takeCode(window)).toBeNull();
});

test.each(['/sign-in', '/sign-in?code=', '/models?code=abc'])('%s has no code', (address) => {
  history.replaceState(null, '', address);
  expect(takeCode(window)).toBeNull();
  expect(location.pathname + location.search).toBe(address);
});
