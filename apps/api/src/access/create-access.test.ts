import { describe, expect, test } from 'vitest';
import { createAccess } from './create-access.ts';

const access = createAccess('psk_admin_0123456789');

describe('a key', () => {
  test.each(['Bearer psk_admin_0123456789', 'bearer psk_admin_0123456789', 'BEARER   psk_admin_0123456789 '])(
    'that is right is an admin: %j',
    (header) => {
      expect(access.authenticate(header)).toEqual({ role: 'ADMIN', workspaceId: null, apiKeyId: null });
    },
  );

  test.each([
    null,
    undefined,
    '',
    'psk_admin_0123456789',
    'Bearer',
    'Bearer ',
    'Bearer psk_admin_012345678',
    'Bearer psk_admin_01234567890',
    'Bearer psk_admin_0123456789 extra',
    'Basic psk_admin_0123456789',
  ])('that is wrong or missing has no viewer: %j', (header) => {
    expect(access.authenticate(header)).toBeNull();
  });
});
