// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { viewerOf } from '../../testing/render-in-console.tsx';
import { canManage, stateOf } from './key-state.ts';

const now = Date.parse('2026-11-29T12:00:00Z');

describe('the state of a key', () => {
  test.each([
    [null, null, 'active'],
    ['2027-01-01T00:00:00Z', null, 'active'],
    ['2026-12-06T12:00:00Z', null, 'ending'],
    ['2026-12-06T12:00:01Z', null, 'active'],
    ['2026-11-29T12:00:00Z', null, 'expired'],
    ['2027-01-01T00:00:00Z', '2026-11-01T00:00:00Z', 'revoked'],
  ])('expires %s, revoked %s: %s', (expiresAt, revokedAt, state) => {
    expect(stateOf({ expiresAt, revokedAt }, now)).toBe(state);
  });
});

test.each([
  ['ADMIN', 'ADMIN', true],
  ['ADMIN', 'VIEWER', true],
  ['OPERATOR', 'OPERATOR', false],
  ['OPERATOR', 'MEMBER', true],
  ['MEMBER', 'VIEWER', true],
  ['MEMBER', 'ADMIN', false],
  ['VIEWER', 'VIEWER', false],
] as const)('%s changes keys of %s: %s', (viewer, role, expected) => {
  expect(canManage(viewerOf(viewer), { role })).toBe(expected);
});
