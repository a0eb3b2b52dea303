/**
 * How a reader of a generation has left. `stopped`: it wants no more events. `closed`: its HTTP connection closed, which
 * can mean `stopped` or `lost`. `lost`: its WebSocket broke.
 */
export type Leaving = 'stopped' | 'closed' | 'lost';

/**
 * The reasons with which a transport aborts the signal of an operation. Created once, since an error keeps its caller
 * alive.
 */
export const callerStopped = new DOMException('The caller left.', 'AbortError');
export const connectionLost = new DOMException('The connection was lost.', 'NetworkError');

/** How the caller of an operation has left, from the signal of the operation. */
export function leavingOf({ aborted, reason }: AbortSignal): Leaving {
  if (!aborted || reason === callerStopped) return 'stopped';
  return reason === connectionLost ? 'lost' : 'closed';
}
