import type { ServerResponse } from 'node:http';

/** Operations of one batch share a response, and so its signal. */
const signals = new WeakMap<ServerResponse, AbortSignal>();

/** A signal that is aborted when the caller leaves before the response is written. */
export function abortWhenLeft(response: ServerResponse): AbortSignal {
  const known = signals.get(response);
  if (known !== undefined) return known;
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(new DOMException('The caller left.', 'AbortError'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  signals.set(response, controller.signal);
  return controller.signal;
}
