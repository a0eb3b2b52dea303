// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import {
  formatDateTime,
  formatDay,
  formatExactTime,
  formatTime,
  readZoneChoice,
  saveZoneChoice,
  watchZoneChoice,
  zoneName,
} from './date-time.ts';

afterEach(() => localStorage.clear());

// Newer locale data has a narrow space before AM.
const plain = (text: string) => text.replaceAll('\u202f', ' ');

test('a moment is shown in the chosen zone, with its name', () => {
  let changes = 0;
  const end = watchZoneChoice(() => changes++);
  saveZoneChoice('UTC');
  end();
  saveZoneChoice('UTC');
  expect(changes).toBe(1);
  expect(readZoneChoice()).toBe('UTC');
  expect(zoneName()).toBe('UTC');
  const at = '2026-11-29T07:46:05Z';
  expect(plain(formatDateTime(at))).toBe('Nov 29, 2026, 7:46 AM UTC');
  expect(plain(formatExactTime(at))).toBe('Nov 29, 2026, 7:46:05 AM UTC');
  expect(formatDay(at)).toBe('Nov 29');
  expect(plain(formatTime(new Date(at)))).toBe('7:46 AM');
});

test("without a choice the zone is the browser's", () => {
  expect(readZoneChoice()).toBe('local');
  expect(zoneName()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test.each([null, undefined, 'never'])('%s is a dash', (at) => {
  expect(formatDateTime(at)).toBe('–');
});
