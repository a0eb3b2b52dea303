import type { GenerationEvent as EventSource, GenerationEventBody } from '../../generation/generation-event.ts';
import { builder } from '../builder.ts';
import { Plan } from '../planning/plan.ts';
import { Generation } from './generation.ts';
import { toGenerationRow } from './to-generation-row.ts';

type EventOf<Type extends EventSource['type']> = Extract<EventSource, { type: Type }>;

const NumberedEvent = builder.interfaceRef<EventSource>('NumberedEvent').implement({
  description:
    'The fields of every event of a generation. A reader has missed no event if `follows` equals its last `number`.',
  resolveType: eventTypeOf,
  fields: (t) => ({
    generationId: t.exposeID('generationId', { description: 'The generation of the event.' }),
    number: t.exposeInt('number', {
      description: 'The number of the event, from 1. Merged deltas have the number of their last delta.',
    }),
    follows: t.exposeInt('follows', {
      description: 'The number of the event before this one, or before the first of merged deltas.',
    }),
  }),
});

const interfaces = [NumberedEvent];

const GenerationStarted = builder.objectRef<EventOf<'started'>>('GenerationStarted').implement({
  interfaces,
  description: 'The generation was admitted and planned.',
  fields: (t) => ({
    plan: t.field({
      type: Plan,
      description: 'The plan: the models to try, and the reasons.',
      resolve: ({ plan, inputTokens }) => ({ ...plan, inputTokens }),
    }),
  }),
});

const TextDelta = builder.objectRef<EventOf<'text-delta'>>('TextDelta').implement({
  interfaces,
  description: "A piece of the answer's text.",
  fields: (t) => ({ text: t.exposeString('text', { description: 'The text to append to the answer so far.' }) }),
});

const ReasoningDelta = builder.objectRef<EventOf<'reasoning-delta'>>('ReasoningDelta').implement({
  interfaces,
  description: 'A piece of the reasoning that the provider shows.',
  fields: (t) => ({ text: t.exposeString('text', { description: 'The text to append to the reasoning so far.' }) }),
});

const RefusalDelta = builder.objectRef<EventOf<'refusal-delta'>>('RefusalDelta').implement({
  interfaces,
  description: "A piece of the model's refusal. The answer then has no text.",
  fields: (t) => ({ text: t.exposeString('text', { description: 'The text to append to the refusal so far.' }) }),
});

const ToolCallDelta = builder.objectRef<EventOf<'tool-call-delta'>>('ToolCallDelta').implement({
  interfaces,
  description: 'A piece of a tool call. The first piece of a call may have no arguments.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'The index of the call in the answer, from 0.' }),
    id: t.exposeID('id', { description: 'The id of the call.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    argumentsDelta: t.exposeString('argumentsDelta', {
      description: "The JSON text to append to the call's arguments so far.",
    }),
  }),
});

const AttemptFailed = builder.objectRef<EventOf<'attempt-failed'>>('AttemptFailed').implement({
  interfaces,
  description: 'A call to a model failed.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the attempt.' }),
    model: t.exposeID('modelId', { description: 'The model that failed.' }),
    errorCode: t.exposeString('errorCode', { description: 'The kind of failure, for example `RATE_LIMIT`.' }),
    errorMessage: t.exposeString('errorMessage', { description: 'The failure, in one sentence.' }),
    nextModel: t.exposeID('nextModelId', {
      nullable: true,
      description: 'The next model; null if none is left.',
    }),
  }),
});

const AttemptHedged = builder.objectRef<EventOf<'attempt-hedged'>>('AttemptHedged').implement({
  interfaces,
  description:
    'A call has sent nothing yet, so a second call was made in parallel. The first call to answer continues.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the late attempt.' }),
    model: t.exposeID('modelId', { description: 'The model of the late attempt.' }),
    afterMs: t.exposeInt('afterMs', { description: 'The wait for the late attempt, milliseconds.' }),
    secondAttempt: t.exposeInt('secondAttempt', { description: 'The number of the second attempt.' }),
    secondModel: t.exposeID('secondModelId', { description: 'The model of the second attempt.' }),
  }),
});

const AttemptOutrun = builder.objectRef<EventOf<'attempt-outrun'>>('AttemptOutrun').implement({
  interfaces,
  description: 'One of two parallel calls was ended at once, because the other answers.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the ended attempt.' }),
    model: t.exposeID('modelId', { description: 'The model of the ended attempt.' }),
    reason: t.exposeString('reason', { description: 'Why, in one sentence.' }),
    answeringModel: t.exposeID('answeringModelId', { description: 'The model that answers.' }),
  }),
});

const GenerationContinued = builder.objectRef<EventOf<'continued'>>('GenerationContinued').implement({
  interfaces,
  description: 'Another model continues the interrupted answer. The text so far stays valid.',
  fields: (t) => ({ model: t.exposeID('modelId', { description: 'The model that continues.' }) }),
});

const GenerationRestarted = builder.objectRef<EventOf<'restarted'>>('GenerationRestarted').implement({
  interfaces,
  description: 'The answer starts again. Discard the text, the reasoning and the tool calls received so far.',
  fields: (t) => ({ model: t.exposeID('modelId', { description: 'The model that answers now.' }) }),
});

const GenerationCompleted = builder.objectRef<EventOf<'completed'>>('GenerationCompleted').implement({
  interfaces,
  description: 'The answer is complete and recorded. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation in its final state.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
  }),
});

const GenerationFailed = builder.objectRef<EventOf<'failed'>>('GenerationFailed').implement({
  interfaces,
  description: 'The generation ended without a complete answer. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation in its final state.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
    errorCode: t.exposeString('code', { description: 'The code of the failure, for example `ALL_MODELS_FAILED`.' }),
    errorMessage: t.exposeString('message', { description: 'The failure, in one sentence.' }),
  }),
});

const GenerationCancelled = builder.objectRef<EventOf<'cancelled'>>('GenerationCancelled').implement({
  interfaces,
  description: 'The generation was cancelled. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation in its final state.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
  }),
});

/** The GraphQL type of each event. */
export const eventTypeNames = {
  started: 'GenerationStarted',
  'text-delta': 'TextDelta',
  'reasoning-delta': 'ReasoningDelta',
  'refusal-delta': 'RefusalDelta',
  'tool-call-delta': 'ToolCallDelta',
  'attempt-failed': 'AttemptFailed',
  'attempt-hedged': 'AttemptHedged',
  'attempt-outrun': 'AttemptOutrun',
  continued: 'GenerationContinued',
  restarted: 'GenerationRestarted',
  completed: 'GenerationCompleted',
  failed: 'GenerationFailed',
  cancelled: 'GenerationCancelled',
} as const satisfies Record<GenerationEventBody['type'], string>;

/** The name of an event's GraphQL type. */
export function eventTypeOf(event: EventSource): string {
  return eventTypeNames[event.type];
}

export const GenerationEvent = builder.unionType('GenerationEvent', {
  description: 'The events of a generation, in order. Exactly one of the last three is the final event.',
  types: [
    GenerationStarted,
    TextDelta,
    ReasoningDelta,
    RefusalDelta,
    ToolCallDelta,
    AttemptFailed,
    AttemptHedged,
    AttemptOutrun,
    GenerationContinued,
    GenerationRestarted,
    GenerationCompleted,
    GenerationFailed,
    GenerationCancelled,
  ],
  resolveType: eventTypeOf,
});
