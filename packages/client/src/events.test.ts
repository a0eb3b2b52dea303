import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLEnumType, isUnionType, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { attachDocument, cancelDocument, type FailureEvent, type GenerationEvent, generateDocument } from './events.ts';
import type { Strategy } from './generate-input.ts';

const schema = buildSchema(readFileSync(new URL('../../../apps/api/schema.graphql', import.meta.url), 'utf8'));

it.each([generateDocument, attachDocument, cancelDocument])('each operation is in the schema: %s', (document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

it('names each event of the schema', () => {
  const types: Record<(GenerationEvent | FailureEvent)['type'], true> = {
    GenerationStarted: true,
    TextDelta: true,
    ReasoningDelta: true,
    RefusalDelta: true,
    ToolCallDelta: true,
    AttemptFailed: true,
    AttemptHedged: true,
    AttemptOutrun: true,
    GenerationContinued: true,
    GenerationRestarted: true,
    GenerationCompleted: true,
    GenerationFailed: true,
    GenerationCancelled: true,
  };
  const union = schema.getType('GenerationEvent');
  expect(Object.keys(types)).toEqual(isUnionType(union) && union.getTypes().map(({ name }) => name));
});

it('names each strategy of the schema', () => {
  const names: Record<Strategy, true> = {
    BALANCED: true,
    COST_OPTIMIZED: true,
    LATENCY_OPTIMIZED: true,
    QUALITY_OPTIMIZED: true,
    LOCAL_FIRST: true,
    CAPABILITY_MATCH: true,
    ROUND_ROBIN: true,
    MANUAL: true,
  };
  const strategy = schema.getType('Strategy');
  const inSchema = strategy instanceof GraphQLEnumType ? strategy.getValues().map(({ name }) => name) : [];
  expect(new Set(Object.keys(names))).toEqual(new Set(inSchema));
});
