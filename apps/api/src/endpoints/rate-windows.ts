import type { ServerResponse } from 'node:http';
import type { Viewer } from '../access/viewer.ts';
import type { RateLimiter, RateWindow } from '../generation/rate-limiter.ts';

/**
 * The remaining limits of the caller's key, by name (`requests`, `tokens`). Empty if it has no limit, or if the headers
 * were sent.
 */
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
