import { expect, it } from 'vitest';
import { describeListing, describeUnlisted } from './describe-listing.ts';

it('names the models of a list, the most similar first', () => {
  const listing = { providerId: 'up', modelNames: ['phi4', 'llama3.2'] };
  expect(describeListing(listing, 'llama3')).toBe("up lists 2 models ('llama3.2', 'phi4')");
  expect(describeListing({ providerId: 'up', modelNames: ['phi4'] }, 'x')).toBe("up lists 1 model ('phi4')");
});

it('says how to set the intended name', () => {
  const model = { modelId: 'up/m', upstreamName: 'llama3' };
  expect(describeUnlisted({ providerId: 'up', modelNames: ['phi4'] }, model)).toBe(
    "up lists 1 model ('phi4'), but not 'llama3': correct upstream_name in the policy for up/m",
  );
});
