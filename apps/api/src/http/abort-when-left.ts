import type { ServerResponse } from 'node:http';

/** A signal that is aborted when the caller leaves before the answer is written. */
export function abortWhenLeft(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new DOMException('The caller left.', 'AbortError'));
  });
  return controller.signal;
}
