import type { ServerResponse } from 'node:http';

/** A signal that is aborted when the caller leaves before the response is written. */
export function abortWhenLeft(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The caller left.', 'AbortError'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return controller.signal;
}
