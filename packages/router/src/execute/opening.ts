import type { Model } from '../catalog/model.ts';
import { type Gate, PrefillGate, RestartGate, SpliceGate, withPrefill } from './continue-stream.ts';
import type { Start } from './decide-next.ts';
import type { ModelCall } from './model-call.ts';
import type { PrefillMemory } from './prefill-memory.ts';

/** The call of a model, and how its answer joins the caller's text. */
export type Opening = { call: ModelCall; gate: Gate | null; wasPrefilled: boolean };

/**
 * How an attempt continues `sentText`. Prefill is only for plain text, because a JSON grammar starts at the beginning.
 */
export function openAttempt(options: {
  start: Start;
  model: Model;
  call: ModelCall;
  sentText: string;
  memory: Pick<PrefillMemory, 'hasRefused'>;
  /** False for a retry after a refused prefill. */
  mayPrefill: boolean;
  mayRestart: boolean;
}): Opening {
  const { start, model, call, sentText, memory, mayPrefill, mayRestart } = options;
  switch (start) {
    case 'afresh':
      return { call, gate: null, wasPrefilled: false };
    case 'restart':
      return { call, gate: new RestartGate(model.id), wasPrefilled: false };
    case 'continue': {
      const canPrefill = mayPrefill && model.takesPrefill && !memory.hasRefused(model.id);
      const prefilled = canPrefill && isPlainText(call) ? withPrefill(call.request, sentText) : null;
      if (prefilled === null || call.type !== 'chat') {
        return { call, gate: new SpliceGate(model.id, sentText, mayRestart), wasPrefilled: false };
      }
      return {
        call: { ...call, request: prefilled },
        gate: new PrefillGate(model.id, sentText),
        wasPrefilled: true,
      };
    }
  }
}

function isPlainText(call: ModelCall): call is Extract<ModelCall, { type: 'chat' }> {
  return call.type === 'chat' && call.request.responseFormat.type === 'text';
}
