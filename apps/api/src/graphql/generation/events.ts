import type { GenerationEvent as EventSource, GenerationEventBody } from '../../generation/generation-event.ts';
import { builder } from '../builder.ts';
import { Plan } from '../planning/plan.ts';
import { Generation } from './generation.ts';
import { toGenerationRow } from './to-generation-row.ts';

type EventOf<Type extends EventSource['type']> = Extract<EventSource, { type: Type }>;

const NumberedEvent = builder.interfaceRef<EventSource>('NumberedEvent').implement({
  description:
    'The fields of every event of a generation. A reader whose last `number` equals `follows` has missed nothing.',
  resolveType: eventTypeOf,
  fields: (t) => ({
    generationId: t.exposeID('generationId', { description: 'The generation that it belongs to.' }),
    number: t.exposeInt('number', { description: 'Counts from 1. Merged deltas carry the last number of theirs.' }),
    follows: t.exposeInt('follows', { description: 'The number before the first that this holds.' }),
  }),
});

const interfaces = [NumberedEvent];

const GenerationStarted = builder.objectRef<EventOf<'started'>>('GenerationStarted').implement({
  interfaces,
  description: 'It was admitted and planned.',
  fields: (t) => ({
    plan: t.field({
      type: Plan,
      description: 'The models that it will try, and why.',
      resolve: ({ plan, inputTokens }) => ({ ...plan, inputTokens }),
    }),
  }),
});

const TextDelta = builder.objectRef<EventOf<'text-delta'>>('TextDelta').implement({
  interfaces,
  description: 'A piece of the answer.',
  fields: (t) => ({ text: t.exposeString('text', { description: 'To append to the answer so far.' }) }),
});

const ReasoningDelta = builder.objectRef<EventOf<'reasoning-delta'>>('ReasoningDelta').implement({
  interfaces,
  description: 'A piece of the thinking that the provider shows.',
  fields: (t) => ({ text: t.exposeString('text', { description: 'To append to the reasoning so far.' }) }),
});

const RefusalDelta = builder.objectRef<EventOf<'refusal-delta'>>('RefusalDelta').implement({
  interfaces,
  description: 'A piece of the words with which the model refuses. The answer then has no text.',
  fields: (t) => ({ text: t.exposeString('text', { description: 'To append to the refusal so far.' }) }),
});

const ToolCallDelta = builder.objectRef<EventOf<'tool-call-delta'>>('ToolCallDelta').implement({
  interfaces,
  description: 'A piece of a tool call; the first of a call may be without arguments.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: "Counts the answer's calls from 0." }),
    id: t.exposeID('id', { description: 'The id of the call.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    argumentsDelta: t.exposeString('argumentsDelta', {
      description: "To append to the call's arguments so far, JSON text.",
    }),
  }),
});

const AttemptFailed = builder.objectRef<EventOf<'attempt-failed'>>('AttemptFailed').implement({
  interfaces,
  description: 'A call to a model failed.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the attempt.' }),
    model: t.exposeID('modelId', { description: 'The model that failed.' }),
    errorCode: t.exposeString('errorCode', { description: 'The kind of failure, as `RATE_LIMIT`.' }),
    errorMessage: t.exposeString('errorMessage', { description: 'The failure, in one sentence.' }),
    nextModel: t.exposeID('nextModelId', {
      nullable: true,
      description: 'The next model; null when none is left.',
    }),
  }),
});

const AttemptHedged = builder.objectRef<EventOf<'attempt-hedged'>>('AttemptHedged').implement({
  interfaces,
  description: 'A call has sent nothing yet, and another one is made beside it. The first to answer goes on.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the attempt that is late.' }),
    model: t.exposeID('modelId', { description: 'Its model.' }),
    afterMs: t.exposeInt('afterMs', { description: 'How long it was waited for, milliseconds.' }),
    secondAttempt: t.exposeInt('secondAttempt', { description: 'The number of the second attempt.' }),
    secondModel: t.exposeID('secondModelId', { description: 'The model that is called as well.' }),
  }),
});

const AttemptOutrun = builder.objectRef<EventOf<'attempt-outrun'>>('AttemptOutrun').implement({
  interfaces,
  description: 'One of two calls was ended at once, since the other answers.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'The number of the attempt that was ended.' }),
    model: t.exposeID('modelId', { description: 'Its model.' }),
    reason: t.exposeString('reason', { description: 'Why, in one sentence.' }),
    answeringModel: t.exposeID('answeringModelId', { description: 'The model that answers.' }),
  }),
});

const GenerationContinued = builder.objectRef<EventOf<'continued'>>('GenerationContinued').implement({
  interfaces,
  description: 'Another model continues the interrupted answer; the text so far stays valid.',
  fields: (t) => ({ model: t.exposeID('modelId', { description: 'The model that continues.' }) }),
});

const GenerationRestarted = builder.objectRef<EventOf<'restarted'>>('GenerationRestarted').implement({
  interfaces,
  description: 'The answer starts over: drop the text, the reasoning and the tool calls that came so far.',
  fields: (t) => ({ model: t.exposeID('modelId', { description: 'The model that answers now.' }) }),
});

const GenerationCompleted = builder.objectRef<EventOf<'completed'>>('GenerationCompleted').implement({
  interfaces,
  description: 'The answer is whole, and recorded. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation as it ended.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
  }),
});

const GenerationFailed = builder.objectRef<EventOf<'failed'>>('GenerationFailed').implement({
  interfaces,
  description: 'There will be no whole answer. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation as it ended.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
    errorCode: t.exposeString('code', { description: 'Why, as `ALL_MODELS_FAILED`.' }),
    errorMessage: t.exposeString('message', { description: 'Why, in one sentence.' }),
  }),
});

const GenerationCancelled = builder.objectRef<EventOf<'cancelled'>>('GenerationCancelled').implement({
  interfaces,
  description: 'Someone ended it. The last event.',
  fields: (t) => ({
    generation: t.prismaField({
      type: Generation,
      description: 'The generation as it ended.',
      resolve: (_query, event) => toGenerationRow(event.generation),
    }),
  }),
});

/** Which GraphQL type an event is. */
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
  description: 'The events of a generation, in order. Exactly one of the last three ends it.',
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
