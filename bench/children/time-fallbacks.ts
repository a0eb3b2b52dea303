import { subscribe } from 'node:diagnostics_channel';

/** As undici tells of a request; its body is in bytes. */
type Told = { request: { body: unknown; path: string } };

/** A generation's calls so far: the paths, which differ by model, and the end of the last one, once it has ended. */
type Calls = { paths: Set<string>; last: Told['request']; endedMs: number | null };

/**
 * Times every fallback from within this process: from the moment at which undici has the end of a failed call (its last
 * byte, or the broken connection) to that at which it is handed the first call of another model. Returns what takes the
 * milliseconds since it was asked last. What is called while the failed call is still being closed counts as 0.
 */
export function timeFallbacks(): () => readonly number[] {
  const generations = new Map<string, Calls>();
  let delays: number[] = [];

  const onEnd = (message: unknown): void => {
    const { request } = message as Told;
    const calls = generations.get(generationOf(request) ?? '');
    if (calls?.last === request) calls.endedMs = performance.now();
  };
  subscribe('undici:request:trailers', onEnd);
  subscribe('undici:request:error', onEnd);
  subscribe('undici:request:create', (message) => {
    const { request } = message as Told;
    const generation = generationOf(request);
    if (generation === null) return;
    const calls = generations.get(generation);
    if (calls === undefined) {
      generations.set(generation, { paths: new Set([request.path]), last: request, endedMs: null });
      forgetOldest(generations);
      return;
    }
    // A model that is asked again may be waited for; one that is asked for the first time is not.
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

/** So many generations are under way at most. */
const mostGenerations = 1_000;

function forgetOldest(generations: Map<string, Calls>): void {
  for (const generation of generations.keys()) {
    if (generations.size <= mostGenerations) return;
    generations.delete(generation);
  }
}

function generationOf({ body }: Told['request']): string | null {
  return (Buffer.isBuffer(body) ? /This is answer (\d+)\./.exec(body.toString())?.[1] : null) ?? null;
}
