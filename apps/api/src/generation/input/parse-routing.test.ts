import { describe, expect, it } from 'vitest';
import { plainRequest } from '../../testing/plain-request.ts';
import { parseRouting, type UncheckedRouting } from './parse-routing.ts';

const catalog = { capabilities: new Set(['text', 'vision']) };
const parse = (input: UncheckedRouting) =>
  parseRouting(input, (field, index) => (index === undefined ? field : `${field}.${index}`), catalog);

describe('the routing of a request', () => {
  it('requests nothing if no member is given', () => {
    expect(parse({})).toEqual(plainRequest('').routing);
  });

  it('reads money from a number and from a numeric text', () => {
    expect(parse({ costLimitUsd: '0.25', budgetRemainingUsd: 1.5 })).toMatchObject({
      costLimitUsd: 0.25,
      budgetRemainingUsd: 1.5,
    });
  });

  it('reads names without the blanks around them', () => {
    expect(parse({ model: ' m ', fallbackModels: [' a '], requiredCapabilities: ['vision'] })).toMatchObject({
      model: 'm',
      fallbackModels: ['a'],
      requiredCapabilities: ['vision'],
    });
  });

  const wrong: [UncheckedRouting, string][] = [
    [{ model: ' ' }, 'model'],
    [{ fallbackModels: ['a', ''] }, 'fallbackModels.1'],
    [{ requiredCapabilities: ['smell'] }, 'requiredCapabilities.0'],
    [{ maxLatencyMs: 0 }, 'maxLatencyMs'],
    [{ costLimitUsd: -1 }, 'costLimitUsd'],
    [{ budgetRemainingUsd: '-0.1' }, 'budgetRemainingUsd'],
    [{ taskType: 'x'.repeat(101) }, 'taskType'],
  ];

  it.each(wrong)('refuses %j at %s', (input, field) => {
    expect(() => parse(input)).toThrow(expect.objectContaining({ field }));
  });
});
