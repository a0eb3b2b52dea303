import {
  executeSubscriptionEvent,
  parse,
  type ValidatedSubscriptionArgs,
  validate,
  validateSubscriptionArgs,
} from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import type { GenerationEvent } from '../../generation/generation-event.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import { schema } from '../schema.ts';
import { EventProjectors } from './event-projector.ts';

const generation = sampleGeneration();
const place = { generationId: generation.id, number: 7, follows: 4 };

/** One event of each type. */
const events: GenerationEvent[] = [
  { ...place, type: 'started', plan: generation.plan, inputTokens: 12 },
  ...[
    'a "quoted" piece',
    'plain',
    '',
    'é\u2028\u007f',
    '😀',
    '\ud83d',
    'line\n',
    '\u0001',
    'back\\slash',
    'x'.repeat(100),
  ].map((text) => ({ ...place, type: 'text-delta' as const, text })),
  { ...place, type: 'reasoning-delta', text: 'hm' },
  { ...place, type: 'tool-call-delta', index: 0, id: 'c1', name: 'look', argumentsDelta: '{"a' },
  {
    ...place,
    type: 'attempt-failed',
    attempt: 1,
    modelId: 'a/b',
    errorCode: 'TIMEOUT',
    errorMessage: 'No token within 10 s.',
    nextModelId: null,
    wasCalled: true,
  },
  { ...place, type: 'continued', modelId: 'c/d' },
  { ...place, type: 'restarted', modelId: 'c/d' },
  { ...place, type: 'completed', generation },
  { ...place, type: 'failed', generation, code: 'ALL_MODELS_FAILED', message: 'No model answered.' },
  { ...place, type: 'cancelled', generation },
];

const documents = {
  'inline fragments': `subscription { generate(input: {prompt: "x"}) {
    ... on TextDelta { text number }
    ... on AttemptFailed { attempt model errorCode errorMessage nextModel }
    ... on ToolCallDelta { index id name argumentsDelta }
    ... on GenerationFailed { errorCode errorMessage }
  } }`,
  'the interface': `subscription { generation(id: "x", after: 3) { ... on NumberedEvent { generationId number follows } } }`,
  'aliases of fields and of the root': `subscription { answer: generate(input: {prompt: "x"}) {
    kind: __typename kind2: __typename
    ... on TextDelta { piece: text again: text n: number }
    ... on GenerationContinued { who: model }
  } }`,
  'named fragments within fragments': `
    subscription { ...Root }
    fragment Root on Subscription { generate(input: {prompt: "x"}) { ...Place ... on TextDelta { ...Text } ...Text } }
    fragment Place on NumberedEvent { number ... on ReasoningDelta { text } }
    fragment Text on TextDelta { text ...Place }`,
  'directives by literal and by variable': `subscription ($yes: Boolean!, $no: Boolean!) { generate(input: {prompt: "x"}) {
    __typename @skip(if: $no)
    ... on TextDelta @include(if: $yes) { text @skip(if: $yes) number @include(if: $yes) follows @include(if: false) }
    ... on ReasoningDelta @include(if: $no) { text }
    ...Later @skip(if: $yes) ...Later @include(if: $yes)
  } } fragment Later on GenerationRestarted { model }`,
  'a root that is asked for twice': `subscription {
    generate(input: {prompt: "x"}) { __typename ... on TextDelta { text } }
    generate(input: {prompt: "x"}) { ... on TextDelta { number text } ... on NumberedEvent { follows } }
  }`,
  'fields with fields of their own': `subscription { generate(input: {prompt: "x"}) {
    __typename
    ... on TextDelta { text }
    ... on GenerationStarted { plan { strategy candidates { modelId reason model { id } } exclusions { rule } } }
    ... on GenerationCompleted { generation { id text status cost { totalUsd } attempts { number model } } }
    ... on GenerationCancelled { generation { id } }
  } }`,
};

const variables = { yes: true, no: false };
const services = createFakeServices();
const projectors = new EventProjectors();

function read(source: string): ValidatedSubscriptionArgs {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const contextValue = {
    viewer: buildViewer(),
    services,
    signal: new AbortController().signal,
  };
  const args = validateSubscriptionArgs({ schema, document, variableValues: variables, contextValue });
  if (!('schema' in args)) throw args[0];
  return args;
}

describe.each(Object.entries(documents))('projecting events by %s', (_name, source) => {
  beforeEach(() => {
    services.generations.find = () => generation;
  });

  test.each(events)('gives the same as the executor for $type, in the same order of fields', async (event) => {
    const args = read(source);
    const projector = projectors.of(args);
    const projected = projector?.project(event) ?? null;
    const executed = await executeSubscriptionEvent({ ...args, rootValue: event });

    expect(executed.errors).toBeUndefined();
    if (projected !== null) expect(JSON.stringify(projected)).toBe(JSON.stringify(executed));
    expect(projector?.write(event) ?? null).toBe(projected === null ? null : JSON.stringify(executed));
  });
});

describe('the fast path', () => {
  test.each(Object.keys(documents))('is used for text deltas, selected by %s', (name) => {
    const args = read(documents[name as keyof typeof documents]);
    const delta = events.find(({ type }) => type === 'text-delta') as GenerationEvent;

    expect(projectors.of(args)?.project(delta)).not.toBeNull();
  });

  test('is kept for a document without directives, and reads the variables of any other', () => {
    const plain = read(documents['inline fragments']);
    expect(projectors.of({ ...plain })).toBe(projectors.of(plain));

    const document = parse(
      'subscription ($no: Boolean!) { generate(input: {prompt: "x"}) { ... on TextDelta { text @skip(if: $no) } } }',
    );
    const [event] = events.filter(({ type }) => type === 'text-delta');
    const answers = [true, false].map((no) => {
      const args = validateSubscriptionArgs({ schema, document, variableValues: { no } });
      if (!('schema' in args)) throw args[0];
      return projectors.of(args)?.project(event as GenerationEvent)?.data;
    });
    expect(answers).toEqual([{ generate: {} }, { generate: { text: 'a "quoted" piece' } }]);
  });

  test('is not used if a field has to be resolved', () => {
    const projector = projectors.of(read(documents['fields with fields of their own']));
    const typesOnIt = events.filter((event) => projector?.project(event) !== null).map(({ type }) => type);

    expect(typesOnIt).not.toContain('started');
    expect(typesOnIt).not.toContain('completed');
    expect(typesOnIt).toContain('attempt-failed');
  });

  test('does not exist for subscriptions whose events have more than properties', () => {
    expect(projectors.of(read('subscription { health { snapshot models { status } } }'))).toBeNull();
  });
});
