import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { RateLimiter, RateWindow } from '../../generation/rate-limiter.ts';
import { rateWindowsOf } from '../rate-windows.ts';

/**
 * Sets OpenAI's headers with the remaining limits of the caller's key: `x-ratelimit-limit-requests`,
 * `x-ratelimit-remaining-requests`, `x-ratelimit-reset-requests`, and the same for `tokens`. Sets none if the key has
 * no such limit.
 */
export function setRateHeaders(
  response: ServerResponse,
  viewer: Pick<Viewer, 'limits' | 'apiKeyId'>,
  rateLimiter: Pick<RateLimiter, 'status'>,
): void {
  for (const [name, window] of rateWindowsOf(response, viewer, rateLimiter)) setWindow(response, name, window);
}

function setWindow(response: ServerResponse, name: string, { limit, remaining, resetMs }: RateWindow): void {
  response.setHeader(`x-ratelimit-limit-${name}`, String(limit));
  response.setHeader(`x-ratelimit-remaining-${name}`, String(remaining));
  response.setHeader(`x-ratelimit-reset-${name}`, durationText(resetMs));
}

/** A duration as OpenAI writes it: `6m0s`, `1s`, `20ms`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
