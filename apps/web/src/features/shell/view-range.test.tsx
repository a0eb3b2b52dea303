// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { withView } from './address.ts';
import { RangePicker } from './range-picker.tsx';
import { readRange, useViewRange } from './view-range.ts';

const noon = Date.parse('2026-11-29T12:00:00Z');
const read = (search: string) => {
  const { from, to, preset } = readRange(new URLSearchParams(search), noon);
  return `${preset} ${from.toISOString()} ${to.toISOString()}`;
};

test.each([
  ['', '24h 2026-11-28T12:00:00.000Z 2026-11-29T12:00:00.000Z'],
  ['range=1h', '1h 2026-11-29T11:00:00.000Z 2026-11-29T12:00:00.000Z'],
  ['range=century', '24h 2026-11-28T12:00:00.000Z 2026-11-29T12:00:00.000Z'],
  ['from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z', 'null 2026-11-01T00:00:00.000Z 2026-11-02T00:00:00.000Z'],
  ['from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', '24h 2026-11-28T12:00:00.000Z 2026-11-29T12:00:00.000Z'],
  ['from=never&to=2026-11-01T00:00:00Z&range=7d', '7d 2026-11-22T12:00:00.000Z 2026-11-29T12:00:00.000Z'],
])('an address with "%s" gives the range %s', (search, range) => {
  expect(read(search)).toBe(range);
});

test.each([
  ['/usage', 'range=7d&workspace=team-a&search=x', '/usage?range=7d&workspace=team-a'],
  ['/usage?by=day', 'range=7d', '/usage?by=day&range=7d'],
  ['/usage', 'search=x', '/usage'],
  ['/usage?range=30d', 'range=7d&workspace=team-a', '/usage?range=30d&workspace=team-a'],
  ['/usage?from=A&to=B', 'range=7d&workspace=team-a', '/usage?from=A&to=B&workspace=team-a'],
  ['/usage?workspace=team-b', 'from=A&to=B&workspace=team-a', '/usage?workspace=team-b&from=A&to=B'],
])('a link to %s from ?%s is %s', (href, search, expected) => {
  expect(withView(href, new URLSearchParams(search))).toBe(expected);
});

beforeEach(() => visit('/?workspace=team-a'));

function Shown() {
  const { preset, from, to, setRange } = useViewRange();
  return (
    <>
      <output>{preset ?? `${from.toISOString()} ${to.toISOString()}`}</output>
      <button type="button" onClick={() => setRange(new Date(noon), new Date(noon + 3_600_000))}>
        an hour
      </button>
    </>
  );
}

test('a chosen range is added to the address, and other parameters stay', async () => {
  const { user } = renderInConsole(
    <>
      <RangePicker />
      <Shown />
    </>,
  );
  expect(screen.getByRole('status').textContent).toBe('24h');
  await user.click(screen.getByRole('radio', { name: '7d' }));
  expect(window.location.search).toBe('?workspace=team-a&range=7d');
  expect(screen.getByRole('status').textContent).toBe('7d');
  await user.click(screen.getByRole('button', { name: 'an hour' }));
  expect(screen.getByRole('status').textContent).toBe('2026-11-29T12:00:00.000Z 2026-11-29T13:00:00.000Z');
  expect(screen.getByRole('button', { name: /Nov 29, 2026.* – / })).toBeTruthy();
});

test('two moments are chosen in a calendar', async () => {
  visit('/?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z');
  const { user } = renderInConsole(<RangePicker />);
  await user.click(screen.getByRole('button', { name: / – / }));
  // The calendar is loaded when it is opened.
  await user.click(await screen.findByText('Show this range', {}, { timeout: 15_000 }));
  expect(new URLSearchParams(window.location.search).get('from')).toBe('2026-11-01T00:00:00.000Z');
}, 20_000);
