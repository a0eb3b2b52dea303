import { expect, test } from 'vitest';
import { spansOf } from './attempt-axis.tsx';

const attempt = (number: number, startedMs: number, latencyMs: number, firstTokenMs: number | null) => ({
  number,
  startedAt: new Date(startedMs).toISOString(),
  latencyMs,
  firstTokenMs,
});

test('attempts are placed on the axis of their generation, with the waits between them', () => {
  const attempts = [attempt(1, 1_010, 200, null), attempt(2, 1_460, 600, 100)];
  const spans = spansOf({ createdAt: new Date(1_000).toISOString(), attempts: attempts as never });
  expect(spans.map(({ attempt: _, ...span }) => span)).toEqual([
    { startMs: 10, firstTokenMs: null, endMs: 210, waitMs: 10 },
    { startMs: 460, firstTokenMs: 560, endMs: 1_060, waitMs: 250 },
  ]);
});
