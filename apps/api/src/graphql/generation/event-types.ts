import type { GenerationEvent, GenerationEventBody } from '../../generation/generation-event.ts';

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
export function eventTypeOf(event: GenerationEvent): string {
  return eventTypeNames[event.type];
}
