import { subscribe } from 'node:diagnostics_channel';

/** The form of undici's diagnostics; the body is in bytes. */
type SendHeaders = { request: { body: unknown; path: string } };

/**
 * The calls of a generation so far: the paths, which differ by model, and the end time of the last call if it has
 * ended.
 */
type Calls = { paths: Set<string>; last: SendHeaders['request']; endedMs: number | null };

/**
 * Times every fallback within this process. It starts at the end of a failed call in undici: its last byte, or the
 * broken connection. It ends at the first call of another model. Returns a function that takes the milliseconds since
 * its last call. A call that starts while the failed one is still closing counts as 0.
 */
export function timeFallbacks(): () => readonly number[] {
  const generations = new Map<string, Calls>();
  let delays: number[] = [];

  const onEnd = (message: unknown): void => {
    const { request } = message as SendHeaders;
    const calls = generations.get(generationOf(request) ?? '');
    if (calls?.last === request) calls.endedMs = performance.now();
  };
  subscribe('undici:request:trailers', onEnd);
  subscribe('undici:request:error', onEnd);
  subscribe('undici:request:create', (message) => {
    const { request } = message as SendHeaders;
    const generation = generationOf(request);
    if (generation === null) return;
    const calls = generations.get(generation);
    if (calls === undefined) {
      generations.set(generation, { paths: new Set([request.path]), last: request, endedMs: null });
      forgetOldest(generations);
      return;
    }
    // A retry of the same model may include a wait; the first call of a model does not.
    if (!calls.paths.has(request.path)) delays.push(calls.endedMs === null ? 0 : performance.now() - calls.endedMs);
    calls.paths.add(request.path);
    calls.last = request;
    calls.endedMs = null;
  });
  return () => {
    const taken = delays;
    delays = [];
    generations.clear();
    return taken;
  };
}

/** The most generations that run at once. */
const mostGenerations = 1_000;

function forgetOldest(generations: Map<string, Calls>): void {
  for (const generation of generations.keys()) {
    if (generations.size <= mostGenerations) return;
    generations.delete(generation);
  }
}

function generationOf({ body }: SendHeaders['request']): string | null {
  return (Buffer.isBuffer(body) ? /This is answer (\d+)\./.exec(body.toString())?.[1] : null) ?? null;
}
