import type { ServerResponse } from 'node:http';

/** Aborted when the client leaves before its answer is written. */
export function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The client left.', 'AbortError'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return controller.signal;
}
