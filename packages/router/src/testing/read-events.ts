import type { ExecutionEvent } from '../execute/execution-event.ts';

/** The final text of a caller that joins deltas and applies restarts. */
export function textHeldBy(events: readonly ExecutionEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'restarted') text = '';
  }
  return text;
}

/** One line per event that is not a delta. */
export function storyOf(events: readonly ExecutionEvent[]): readonly string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'attempt-started':
        return [`start ${event.modelId}`];
      case 'attempt-failed':
        return [
          `fail ${event.attempt.modelId} ${event.attempt.errorKind ?? event.attempt.outcome} > ${event.nextModelId}`,
        ];
      case 'hedged':
        return [`hedge ${event.modelId} after ${event.afterMs}`];
      case 'attempt-ended':
        return [`${event.attempt.outcome} ${event.attempt.modelId} > ${event.besideModelId}`];
      case 'continued':
      case 'restarted':
        return [`${event.type} ${event.modelId}`];
      case 'completed':
        return [`completed ${event.attempt.modelId}`];
      case 'failed':
        return [`failed ${event.error.code}`];
      case 'cancelled':
        return [`cancelled ${event.attempt?.modelId ?? 'between attempts'}`];
      default:
        return [];
    }
  });
}
