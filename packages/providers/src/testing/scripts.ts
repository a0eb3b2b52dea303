import type { StreamEvent } from '../contract/stream-event.ts';
import { noTokens } from '../contract/token-usage.ts';
import type { Script, ScriptStep } from './scripted-adapter.ts';

const start: StreamEvent = { type: 'start', responseId: 'scripted-1', servedModel: null };

/**
 * The `start` event and the pieces of a text, one batch each. Without an end: add `finishStep`, a failure or a hang.
 */
export function textSteps(pieces: readonly string[]): readonly ScriptStep[] {
  return [
    { type: 'batch', events: [start] },
    ...pieces.map((text): ScriptStep => ({ type: 'batch', events: [{ type: 'text-delta', text }] })),
  ];
}

/** The proper end of an answer. */
export function finishStep(finish: Partial<Extract<StreamEvent, { type: 'finish' }>> = {}): ScriptStep {
  return {
    type: 'batch',
    events: [
      {
        type: 'finish',
        reason: 'stop',
        rawReason: 'stop',
        usage: { ...noTokens, inputTokens: 10, outputTokens: 5 },
        rawUsage: null,
        skippedEvents: 0,
        ...finish,
      },
    ],
  };
}

/** A complete answer of these pieces. */
export function answerScript(pieces: readonly string[]): Script {
  return [...textSteps(pieces), finishStep()];
}

/** A call that fails before it answers. */
export function failingScript(error: unknown): Script {
  return [{ type: 'fail', error }];
}

/** An answer that breaks off with an error after these pieces. */
export function brokenScript(pieces: readonly string[], error: unknown): Script {
  return [...textSteps(pieces), { type: 'fail', error }];
}

/** A call that never answers. */
export const silentScript: Script = [{ type: 'hang' }];
