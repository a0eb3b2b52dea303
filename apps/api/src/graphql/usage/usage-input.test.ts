import { describe, expect, test } from 'vitest';
import { parseUsageInput, type UsageInput } from './usage-input.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const day = (text: string) => new Date(`${text}T00:00:00Z`);

describe('a span of usage', () => {
  test('is the last seven days by default', () => {
    expect(parseUsageInput({}, now)).toMatchObject({ days: 7, from: null, to: null, groupBy: [], interval: null });
  });

  test('is from one day to another, without a number of days', () => {
    const from = day('2026-03-05');
    expect(parseUsageInput({ from, groupBy: ['MODEL', 'MODEL'] }, now)).toMatchObject({
      days: null,
      from,
      to: null,
      groupBy: ['MODEL'],
    });
  });

  test.each<[string, typeof UsageInput.$inferInput, RegExp]>([
    ['of no days', { days: 0 }, /input\.days must be 1 to 90, not 0/],
    ['of 91 days', { days: 91 }, /input\.days must be 1 to 90, not 91/],
    ['of days and dates', { days: 3, from: day('2026-05-01') }, /input\.days cannot be combined with/],
    ['without a start', { to: day('2026-05-01') }, /input\.from is missing/],
    ['that ends before it begins', { from: day('2026-05-02'), to: day('2026-05-01') }, /input\.to must be later/],
    ['of a tag of an end user', { tag: 'x', endUser: 'y' }, /input may have at most one of endUser, session and tag/],
    ['of an end user by session', { endUser: 'y', groupBy: ['SESSION'] }, /groupBy must then not have the other two/],
    ['that began 100 days ago', { from: day('2026-02-21') }, /at most 90 days before to, not 100/],
  ])('%s is refused', (_name, input, message) => {
    expect(() => parseUsageInput(input, now)).toThrow(message);
  });
});
