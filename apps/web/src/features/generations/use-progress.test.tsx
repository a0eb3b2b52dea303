// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Provider } from 'urql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { scriptedClient } from '../../testing/scripted-client.ts';
import { readMs, useProgress } from './use-progress.ts';

function follow(id: string | null) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { client, emit } = scriptedClient({});
  const read = vi.fn();
  const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>;
  const hook = renderHook(({ id }: { id: string | null }) => useProgress(id, read), { wrapper, initialProps: { id } });
  const end = (ended: string) =>
    act(() => emit('GenerationFeed', { generations: { type: 'ENDED', generation: { id: ended } } }));
  return { read, end, ...hook };
}

test('the end of the generation leads to a reading, that of another does not', () => {
  const { read, end } = follow('g1');
  end('g2');
  expect(read).not.toHaveBeenCalled();
  end('g1');
  expect(read).toHaveBeenCalledOnce();
});

test('a generation that ended before the feed was open is read all the same, until it runs no more', () => {
  const { read, rerender } = follow('g1');
  vi.advanceTimersByTime(2 * readMs);
  expect(read).toHaveBeenCalledTimes(2);
  rerender({ id: null });
  vi.advanceTimersByTime(2 * readMs);
  expect(read).toHaveBeenCalledTimes(2);
});
