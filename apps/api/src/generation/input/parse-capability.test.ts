import { describe, expect, test } from 'vitest';
import { parseCapability } from './parse-capability.ts';

const catalog = { capabilities: new Set(['text', 'complex_reasoning']) };
const parse = (name: string) => parseCapability(name, 'input.requiredCapabilities.0', catalog);

test.each([
  ['vision', 'vision'],
  ['chat', 'text'],
  ['Complex Reasoning', 'complex_reasoning'],
  ['tool-use', 'function_calling'],
])('%s is %s', (name, expected) => {
  expect(parse(name)).toBe(expected);
});

describe('another word is refused', () => {
  test.each([
    ['visoin', /'visoin', which is not a known capability\. Did you mean 'vision'\? Known: .*complex_reasoning/],
    ['complex_resoning', /Did you mean 'complex_reasoning'\?/],
    ['gardening', /has 'gardening', which is not a known capability\. Known: text/],
    ['', /has '', which is not a known capability/],
    [`vision${' '.repeat(100)}`, /is not a known capability/],
    ['__proto__', /is not a known capability/],
  ])('%j', (name, message) => {
    expect(() => parse(name)).toThrow(message);
  });
});
