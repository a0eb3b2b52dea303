import type { ShownEvent, ShownEventBody } from '../../generation/shown-events.ts';

/** Which GraphQL type an event is. */
export const eventTypeNames = {
  started: 'GenerationStarted',
  'text-delta': 'TextDelta',
  'reasoning-delta': 'ReasoningDelta',
  'refusal-delta': 'RefusalDelta',
  'tool-call-delta': 'ToolCallDelta',
  'attempt-failed': 'AttemptFailed',
  continued: 'GenerationContinued',
  restarted: 'GenerationRestarted',
  completed: 'GenerationCompleted',
  failed: 'GenerationFailed',
  cancelled: 'GenerationCancelled',
} as const satisfies Record<ShownEventBody['type'], string>;

/** The name of an event's GraphQL type. */
export function eventTypeOf(event: ShownEvent): string {
  return eventTypeNames[event.type];
}
