import type { ModelRequest } from '@penstock/providers';
import type { Model } from '../catalog/model.ts';
import { type Gate, PrefillGate, RestartGate, SpliceGate, withPrefill } from './continue-stream.ts';
import type { Start } from './decide-next.ts';
import type { PrefillMemory } from './prefill-memory.ts';

/** The request to a model, and how its answer is joined to the text that the caller holds. */
export type Opening = { request: ModelRequest; gate: Gate | null; wasPrefilled: boolean };

/** How an attempt goes on from `sentText`. Prefill is for plain text: a grammar for JSON begins at the beginning. */
export function openAttempt(options: {
  start: Start;
  model: Model;
  request: ModelRequest;
  sentText: string;
  memory: Pick<PrefillMemory, 'hasRefused'>;
  /** False for a try whose prefill was refused just now. */
  mayPrefill: boolean;
  mayRestart: boolean;
}): Opening {
  const { start, model, request, sentText, memory, mayPrefill, mayRestart } = options;
  switch (start) {
    case 'afresh':
      return { request, gate: null, wasPrefilled: false };
    case 'restart':
      return { request, gate: new RestartGate(model.id), wasPrefilled: false };
    case 'continue': {
      const canPrefill =
        mayPrefill && model.takesPrefill && !memory.hasRefused(model.id) && request.responseFormat.type === 'text';
      const prefilled = canPrefill ? withPrefill(request, sentText) : null;
      if (prefilled === null) {
        return { request, gate: new SpliceGate(model.id, sentText, mayRestart), wasPrefilled: false };
      }
      return { request: prefilled, gate: new PrefillGate(model.id, sentText), wasPrefilled: true };
    }
  }
}
