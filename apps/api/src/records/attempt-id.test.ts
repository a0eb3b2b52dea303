import { describe, expect, it } from 'vitest';
import { attemptId } from './attempt-id.ts';

describe('the id of an attempt', () => {
  it.each([
    ['0190f3d5-6c1a-7b2e-8f00-0123456789ab', 1, '0190f3d5-6c1a-7b2e-8f00-0123456789ac'],
    ['0190f3d5-6c1a-7b2e-8f00-012345670001', 12, '0190f3d5-6c1a-7b2e-8f00-01234567000d'],
    ['0190f3d5-6c1a-7b2e-8f00-01234567ffff', 1, '0190f3d5-6c1a-7b2e-8f00-012345670000'],
  ])('of %s number %d is %s', (generationId, number, expected) => {
    expect(attemptId(generationId, number)).toBe(expected);
  });
});
