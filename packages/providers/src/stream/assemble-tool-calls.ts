import { randomUUID } from 'node:crypto';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';

/** The maximum calls of one answer. Requests have at most 128 tools. */
const mostCalls = 1024;
/** The maximum length of an id and of a name. Characters; providers accept 64 of a name. */
const longestId = 1024;
const longestName = 256;

/** One tool call as it grows. */
export type GrowingToolCall = {
  /** Its place among the calls with a name. -1 until it has one. */
  index: number;
  /** The provider's id. Null until it is known. */
  id: string | null;
  name: string;
  argumentsText: string;
  stage: 'unnamed' | 'open' | 'ended';
  /** The provider's state for the next turn. Null for none. */
  state: ProviderState | null;
};

/**
 * Converts the pieces of tool calls, in any order, into events of the contract. One per answer. Throws `RangeError` for
 * more calls, longer ids or longer names than any model needs.
 */
export class ToolCallAssembler {
  readonly #calls: GrowingToolCall[] = [];
  #count = 0;

  /** The number of started calls with a name. */
  get count(): number {
    return this.#count;
  }

  /** The call that began last. */
  get last(): GrowingToolCall | undefined {
    return this.#calls.at(-1);
  }

  /** Begins a call. Its start event is sent as soon as its name is known, with the `state` received by then. */
  begin(id: string | null, name: string, into: StreamEvent[], state: ProviderState | null = null): GrowingToolCall {
    if (this.#calls.length === mostCalls) throw new RangeError(`It calls more than ${mostCalls} tools.`);
    if (id !== null && id.length > longestId) {
      throw new RangeError(`The id of a tool call is longer than ${longestId} characters.`);
    }
    const call: GrowingToolCall = { index: -1, id, name: '', argumentsText: '', stage: 'unnamed', state };
    this.#calls.push(call);
    this.name(call, name, into);
    return call;
  }

  /** Gives a call its name, if it has none yet. */
  name(call: GrowingToolCall, name: string, into: StreamEvent[]): void {
    if (call.stage !== 'unnamed' || name === '') return;
    if (name.length > longestName) {
      throw new RangeError(`The name of a called tool is longer than ${longestName} characters.`);
    }
    call.index = this.#count++;
    call.id ??= makeToolCallId();
    call.name = name;
    call.stage = 'open';
    const { index, id, state } = call;
    into.push({ type: 'tool-call-start', index, id, name, ...(state !== null && { state }) });
    if (call.argumentsText !== '') {
      into.push({ type: 'tool-call-delta', index: call.index, argumentsText: call.argumentsText });
    }
  }

  /** Adds a piece of the arguments. */
  add(call: GrowingToolCall, argumentsText: string, into: StreamEvent[]): void {
    if (argumentsText === '' || call.stage === 'ended') return;
    call.argumentsText += argumentsText;
    if (call.stage === 'open') into.push({ type: 'tool-call-delta', index: call.index, argumentsText });
  }

  /** Ends a call. A call without a name is dropped. */
  end(call: GrowingToolCall, into: StreamEvent[]): void {
    if (call.stage !== 'open' || call.id === null) return;
    call.stage = 'ended';
    const { index, id, name, argumentsText, state } = call;
    const end = { type: 'tool-call-end', index, id, name, arguments: argumentsText || '{}' } as const;
    into.push(state === null ? end : { ...end, state });
  }

  /** Ends all open calls. */
  endAll(into: StreamEvent[]): void {
    for (const call of this.#calls) this.end(call, into);
  }
}

/** An id for a call without one: globally unique, in characters that every provider accepts. */
function makeToolCallId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
