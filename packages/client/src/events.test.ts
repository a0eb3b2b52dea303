import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { attachDocument, cancelDocument, generateDocument } from './events.ts';

const schema = buildSchema(readFileSync(new URL('../../../apps/api/schema.graphql', import.meta.url), 'utf8'));

it.each([generateDocument, attachDocument, cancelDocument])('what is asked is in the schema: %s', (document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});
