import { expect, test } from 'vitest';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test.each([
  [`00-${traceId}-${spanId}-01`, 1],
  [`00-${traceId}-${spanId}-00`, 0],
  [`01-${traceId}-${spanId}-03-later`, 1],
])('%s is read, and written as version 00', (text, traceFlags) => {
  const context = readTraceparent(text);
  expect(context).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  expect(context && writeTraceparent(context)).toBe(`00-${traceId}-${spanId}-0${traceFlags}`);
});

test.each([
  [null],
  [''],
  ['00-abc-def-01'],
  [`ff-${traceId}-${spanId}-01`],
  [`00-${'0'.repeat(32)}-${spanId}-01`],
  [`00-${traceId}-${'0'.repeat(16)}-01`],
  [`00-${traceId.toUpperCase()}-${spanId}-01`],
  [`00-${traceId}-${spanId}-01-${'x'.repeat(200)}`],
])('%s is ignored', (text) => {
  expect(readTraceparent(text)).toBeNull();
});
