import type { ModelCall } from './model-call.ts';

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
