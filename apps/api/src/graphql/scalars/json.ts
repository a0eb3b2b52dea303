import { GraphQLError } from 'graphql';
import { isDeeper, jsonBounds } from '../../json/json-bounds.ts';
import { builder } from '../builder.ts';

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  coerceOutputValue: (value: unknown) => value,
  coerceInputValue: (value: unknown) => {
    // GraphQL does not call a scalar for null.
    if (!isDeeper(value)) return value as NonNullable<unknown>;
    throw new GraphQLError(`JSON may nest at most ${jsonBounds.depth} levels deep.`);
  },
});
