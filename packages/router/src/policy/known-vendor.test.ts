import { expect, test } from 'vitest';
import { someVendors } from '../catalog/testing/build-vendor.ts';
import { knownVendor } from './known-vendor.ts';

test.each([
  ['openai', 'openai'],
  ['azure_openai', 'azure'],
  ['hugging_face', 'huggingface'],
  ['my-vllm', undefined],
  ['toString', undefined],
])('%s is the vendor %s', (name, id) => {
  expect(knownVendor(name, someVendors)?.id).toBe(id);
});
