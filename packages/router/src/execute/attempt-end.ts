import type { AttemptReader } from './attempt-reader.ts';
import { contentFiltered, type Failure, lacksToolCall } from './failure.ts';
import type { ModelCall } from './model-call.ts';

/** The result of a call. */
export type AttemptEnd =
  | { type: 'succeeded' }
  | { type: 'failed'; failure: Failure }
  | { type: 'cancelled' }
  /** `why`: in one sentence. */
  | { type: 'outrun'; why: string };

/** An answer with its finish. */
export type WholeAnswer = {
  modelId: string;
  call: ModelCall;
  reader: Pick<AttemptReader, 'finish' | 'produced' | 'hasRefusal' | 'calledTools'>;
  /** Whether an answer that the provider cut for its content goes to the next model. */
  reroutesFiltered: boolean;
};

/**
 * Whether an answer with its finish is a success. Text that the provider cut for its content is kept; without any, or
 * where the policy sends such requests to others, it is a failure. So is an answer without a required tool call.
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
 * Whether an answer has no call of a tool that was required. `called`: the names of the called tools. A provider may
 * not know the requirement, and a model may ignore it.
 */
export function lacksRequiredCall(call: ModelCall, called: readonly string[]): boolean {
  if (call.type !== 'chat') return false;
  const { toolChoice } = call.request;
  if (toolChoice?.type === 'required') return called.length === 0;
  return toolChoice?.type === 'tool' && !called.includes(toolChoice.name);
}
