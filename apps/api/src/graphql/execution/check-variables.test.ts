import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../schema.ts';
import { checkVariables } from './check-variables.ts';

const texts = buildSchema('type Query { a(texts: [String!], id: ID, color: Color): Int } enum Color { RED }');

function check(given: Record<string, unknown>, declared = '$input: GenerateInput!', using = schema): void {
  const operation = getOperationAST(parse(`query (${declared}) { __typename }`));
  if (operation == null) throw new Error('There is no operation.');
  checkVariables(using, operation, given);
}

const long = 'x'.repeat(1_001);
const many = (item: unknown): unknown[] => new Array(2_049).fill(item);

test.each<[string, Record<string, unknown>]>([
  ['a long prompt', { input: { prompt: long } }],
  ['a long text of a message', { input: { messages: [{ role: 'USER', content: long }] } }],
  ['an image', { input: { messages: [{ role: 'USER', parts: [{ image: { mediaType: 'image/png', data: long } }] }] } }],
  ['long JSON', { input: { prompt: 'x', metadata: { list: many(long) } } }],
  ['values of a wrong type, which conversion reports', { input: { prompt: 1, messages: 'x', tools: {} } }],
  ['nothing', {}],
  ['variables that the operation does not have', { other: many(long) }],
])('accepts %s', (_title, given) => {
  expect(() => check(given)).not.toThrow();
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'many messages',
    { input: { messages: many({}) } },
    'The list input.messages has 2049 items; at most 2048 are allowed.',
  ],
  ['a list of names', { input: { stop: many('x') } }, 'The list input.stop has 2049 items; at most 2048 are allowed.'],
  ['a model', { input: { model: long } }, 'The text input.model has 1001 characters; at most 1000 are allowed.'],
  ['an enum', { input: { strategy: long } }, 'The text input.strategy has 1001 characters; at most 1000 are allowed.'],
  [
    'a number',
    { input: { maxTokens: long } },
    'The text input.maxTokens has 1001 characters; at most 1000 are allowed.',
  ],
  [
    'a decimal',
    { input: { costLimitUsd: long } },
    'The text input.costLimitUsd has 1001 characters; at most 1000 are allowed.',
  ],
  ['an object', { input: long }, 'The text input has 1001 characters; at most 1000 are allowed.'],
  [
    'a name in a list',
    { input: { stop: ['a', long] } },
    'The text input.stop.1 has 1001 characters; at most 1000 are allowed.',
  ],
  [
    'a member with a long name',
    { input: { ['z'.repeat(201)]: 1 } },
    `The object input has members that GenerateInput does not have: '${'z'.repeat(80)}'.`,
  ],
  [
    'many unknown members',
    { input: Object.fromEntries(many(0).map((_, index) => [`z${index}`, 1])) },
    "The object input has members that GenerateInput does not have: 'z20'.",
  ],
])('refuses %s', (_title, given, message) => {
  expect(() => check(given)).toThrow(message);
});

test('a text variable may be a long prompt, but not a long id or enum value', () => {
  const declared = '$texts: [String!], $id: ID, $color: Color';
  expect(() => check({ texts: [long] }, declared, texts)).not.toThrow();
  expect(() => check({ id: long }, declared, texts)).toThrow('The text id has 1001 characters');
  expect(() => check({ color: long }, declared, texts)).toThrow('The text color has 1001 characters');
});
