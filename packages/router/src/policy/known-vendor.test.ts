import { expect, test } from 'vitest';
import { knownVendor } from './known-vendor.ts';
import { someVendors } from './testing/build-vendor.ts';

test.each([
  ['openai', 'openai'],
  ['azure_openai', 'azure'],
  ['hugging_face', 'huggingface'],
  ['my-vllm', undefined],
  ['toString', undefined],
])('%s is the vendor %s', (name, id) => {
  expect(knownVendor(name, someVendors)?.id).toBe(id);
});
