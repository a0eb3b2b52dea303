import { expect, it } from 'vitest';
import { isCutJson } from './cut-json.ts';

it.each([
  ['INVALID_RESPONSE', 'length', true],
  ['INVALID_RESPONSE', 'stop', false],
  ['ALL_MODELS_FAILED', 'length', false],
  [null, 'length', false],
] as const)('%s with the finish reason %s: %s', (code, finishReason, isCut) => {
  const failure = code === null ? null : { code, message: 'x' };
  expect(isCutJson({ failure, finishReason })).toBe(isCut);
});
