// @vitest-environment happy-dom
import { act, render } from '@testing-library/react';
import { CombinedError } from '@urql/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retryAfterMs } from './retry-when-online.ts';
import { useRetry } from './use-retry.ts';

const networkError = () => new CombinedError({ networkError: new Error('refused') });

function Reader({ error, retry }: { error: CombinedError | null; retry: () => void }) {
  useRetry(error, retry);
  return null;
}

const wait = (durationMs: number) => act(() => vi.advanceTimersByTime(durationMs));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('reads again after each network failure, by the newest function', () => {
  const [first, second] = [vi.fn(), vi.fn()];
  const { rerender } = render(<Reader error={networkError()} retry={first} />);
  wait(retryAfterMs - 1);
  rerender(<Reader error={networkError()} retry={second} />);
  wait(retryAfterMs);
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  // The same failure is not repeated: the next answer has its own failure.
  wait(10 * retryAfterMs);
  expect(second).toHaveBeenCalledOnce();
  rerender(<Reader error={networkError()} retry={second} />);
  wait(retryAfterMs);
  expect(second).toHaveBeenCalledTimes(2);
});

test('does not repeat a request that the API refused, or one that has ended', () => {
  const retry = vi.fn();
  const refusal = new CombinedError({ graphQLErrors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] });
  const { rerender, unmount } = render(<Reader error={refusal} retry={retry} />);
  wait(10 * retryAfterMs);
  rerender(<Reader error={networkError()} retry={retry} />);
  rerender(<Reader error={null} retry={retry} />);
  wait(10 * retryAfterMs);
  rerender(<Reader error={networkError()} retry={retry} />);
  unmount();
  wait(10 * retryAfterMs);
  expect(retry).not.toHaveBeenCalled();
});
