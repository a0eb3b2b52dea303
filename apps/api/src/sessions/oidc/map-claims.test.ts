import type { RoleMapping } from '@penstock/router';
import { describe, expect, test } from 'vitest';
import { mapClaims, readClaim } from './map-claims.ts';

const teamA: RoleMapping = { role: 'MEMBER', workspaceId: 'team-a' };
const teamB: RoleMapping = { role: 'MEMBER', workspaceId: 'team-b' };
const guests: RoleMapping = { role: 'VIEWER', workspaceId: 'team-a' };
const admins: RoleMapping = { role: 'ADMIN', workspaceId: null };
const mapping = new Map([
  ['guests', guests],
  ['team-b', teamB],
  ['team-a', teamA],
  ['llm-admins', admins],
  ['7', teamB],
]);

describe('a person', () => {
  const cases: [string, unknown, RoleMapping | null][] = [
    ['with one listed group', ['everyone', 'team-a'], teamA],
    ['with a text instead of a list', 'team-a', teamA],
    ['with several: the highest role', ['guests', 'team-a', 'llm-admins'], admins],
    ['with two of the same role: the first in the file', ['team-a', 'team-b'], teamB],
    ['with a number', [7], teamB],
    ['with no listed group', ['everyone'], null],
    ['with an empty list', [], null],
    ['with a name that contains a listed one', ['team-a-guests'], null],
    ['in different case', ['LLM-Admins'], null],
    ['with objects', [{ name: 'llm-admins' }], null],
    ['with null', null, null],
  ];
  test.each(cases)('%s', (_name, groups, expected) => {
    expect(mapClaims({ groups }, 'groups', mapping)).toBe(expected);
  });

  test('without the claim gets nothing, also by a name that every object has', () => {
    expect(mapClaims({}, 'groups', mapping)).toBeNull();
    expect(mapClaims({}, 'constructor.name', new Map([['Object', admins]]))).toBeNull();
  });
});

test('a claim is found by its whole name first, then along its dots', () => {
  expect(readClaim({ 'https://acme.example/groups': ['a'] }, 'https://acme.example/groups')).toEqual(['a']);
  expect(readClaim({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual(['a']);
  expect(readClaim({ realm_access: 'a' }, 'realm_access.roles')).toBeUndefined();
});
