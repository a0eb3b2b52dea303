import type { AttemptReader } from './attempt-reader.ts';
import { contentFiltered, type Failure, lacksToolCall } from './failure.ts';
import type { ModelCall } from './model-call.ts';

/** The result of a call. */
export type AttemptEnd =
  | { type: 'succeeded' }
  | { type: 'failed'; failure: Failure }
  | { type: 'cancelled' }
  /** `why`: one sentence. */
  | { type: 'outrun'; why: string };

/** An answer with its finish reason. */
export type WholeAnswer = {
  modelId: string;
  call: ModelCall;
  reader: Pick<AttemptReader, 'finish' | 'produced' | 'hasRefusal' | 'calledTools'>;
  /** Whether an answer that the provider cut for its content goes to the next model. */
  reroutesFiltered: boolean;
};

/**
 * Whether an answer with its finish reason is a success. Text that the provider cut for its content is kept. It is a
 * failure without text, or if the policy sends such requests to other models. An answer without a required tool call is
 * a failure too.
 */
export function endOfAnswer({ modelId, call, reader, reroutesFiltered }: WholeAnswer): AttemptEnd {
  const { finish } = reader;
  const isRefused = finish?.refusal !== undefined;
  const isCut = finish?.reason === 'content-filter';
  const isFiltered = isCut && (reroutesFiltered || reader.produced.answer === '');
  if (isFiltered || (isRefused && reroutesFiltered)) {
    return { type: 'failed', failure: contentFiltered(modelId, finish?.rawReason ?? null) };
  }
  const mayLackCall = isRefused || reader.hasRefusal || isCut;
  if (!mayLackCall && lacksRequiredCall(call, reader.calledTools)) {
    return { type: 'failed', failure: lacksToolCall(modelId) };
  }
  return { type: 'succeeded' };
}

/**
 * Whether an answer misses a required tool call. `called`: the names of the called tools. A provider may not support
 * the requirement, and a model may ignore it.
 */
export function lacksRequiredCall(call: ModelCall, called: readonly string[]): boolean {
  if (call.type !== 'chat') return false;
  const { toolChoice } = call.request;
  if (toolChoice?.type === 'required') return called.length === 0;
  return toolChoice?.type === 'tool' && !called.includes(toolChoice.name);
}
