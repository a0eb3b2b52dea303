import { expect, test } from 'vitest';
import { withStandIns } from './stand-in-vendors.ts';
import { buildVendor } from './testing/build-vendor.ts';

test('a vendor takes the place of its stand-in', () => {
  const google = buildVendor('google');
  const vendors = withStandIns([google]);
  expect(vendors.filter(({ id }) => id === 'google')).toEqual([google]);
  expect(vendors.map(({ id }) => id).toSorted()).toEqual(['bedrock', 'cohere', 'google', 'ollama']);
});
