import { builder } from '../builder.ts';

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  coerceOutputValue: (value: unknown) => value,
  coerceInputValue: (value) => value,
});
