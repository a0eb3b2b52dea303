import type { ServerResponse } from 'node:http';
import type { Viewer } from '../access/viewer.ts';
import type { RateLimiter, RateWindow } from '../generation/rate-limiter.ts';

/** What the caller's key has left, by name (`requests`, `tokens`). Empty where it has no limit, or headers are sent. */
export function rateWindowsOf(
  response: Pick<ServerResponse, 'headersSent'>,
  { limits, apiKeyId }: Pick<Viewer, 'limits' | 'apiKeyId'>,
  rateLimiter: Pick<RateLimiter, 'status'>,
): readonly (readonly [name: string, window: RateWindow])[] {
  if (limits === null || apiKeyId === null || response.headersSent) return [];
  return Object.entries(rateLimiter.status(apiKeyId, limits)).flatMap(([name, window]) =>
    window === null ? [] : [[name, window] as const],
  );
}
