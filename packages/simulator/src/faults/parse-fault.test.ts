import { describe, expect, it } from 'vitest';
import { faultInName, parseFault } from './parse-fault.ts';

describe('parseFault', () => {
  it.each([
    ['429', '429', 0, false],
    ['429-retry-after', '429-retry-after', 2, false],
    ['429-retry-after:7', '429-retry-after', 7, false],
    ['cut:12', 'cut', 12, false],
    ['cut', 'cut', 5, false],
    [' 500 once ', '500', 0, true],
    ['down:0.5', 'down', 0.5, false],
    ['no-end-mark-open', 'no-end-mark-open', 0, false],
    ['content-filter-midway:3', 'content-filter-midway', 3, false],
  ])('reads %j', (text, name, parameter, isOnce) => {
    expect(parseFault(text)).toMatchObject({ fault: { name }, parameter, isOnce });
  });

  it.each(['', 'nonsense', '500:3', 'cut:x', 'cut:5 twice'])('refuses %j and lists the faults', (text) => {
    expect(() => parseFault(text)).toThrow(`'${text}' is not a fault of the simulator: it has 429, `);
  });
});

describe('faultInName', () => {
  it.each([
    ['sim-500', '500', 0, false],
    ['sim-cut-5', 'cut', 5, false],
    ['sim-500-once', '500', 0, true],
    ['sim-429-retry-after-3', '429-retry-after', 3, false],
    ['sim-cut-5.second', 'cut', 5, false],
    ['sim-stall-2-0ms-500tps', 'stall', 2, false],
    ['vendor/sim-reset', 'reset', 0, false],
  ])('reads %j', (model, name, parameter, isOnce) => {
    expect(faultInName(model)).toMatchObject({ fault: { name }, parameter, isOnce });
  });

  it.each(['gpt-4o', 'simple-500', 'sandbox-small'])('finds no fault in %j', (model) => {
    expect(faultInName(model)).toBeNull();
  });
});
