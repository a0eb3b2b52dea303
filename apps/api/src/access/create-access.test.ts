import { describe, expect, test } from 'vitest';
import { buildViewer } from '../testing/build-viewer.ts';
import { createAccess } from './create-access.ts';

const access = createAccess('psk_admin_0123456789');

describe('a key', () => {
  test('that is valid is an admin', async () => {
    const viewer = buildViewer();
    expect(await access.authenticate('psk_admin_0123456789')).toEqual(viewer);
  });

  test.each(['', 'psk_admin_012345678', 'psk_admin_01234567890', 'Bearer psk_admin_0123456789'])(
    'that is wrong belongs to no viewer: %j',
    async (key) => {
      expect(await access.authenticate(key)).toBeNull();
    },
  );
});
