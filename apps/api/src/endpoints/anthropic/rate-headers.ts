import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { RateLimiter, RateWindow } from '../../generation/rate-limiter.ts';
import { rateWindowsOf } from '../rate-windows.ts';

/**
 * Sets Anthropic's headers with the remaining limits of the caller's key: `anthropic-ratelimit-requests-limit`,
 * `-remaining`, `-reset`, and the same for `tokens`. Sets none if the key has no such limit.
 */
export function setAnthropicRateHeaders(
  response: ServerResponse,
  viewer: Pick<Viewer, 'limits' | 'apiKeyId'>,
  rateLimiter: Pick<RateLimiter, 'status'>,
): void {
  for (const [name, window] of rateWindowsOf(response, viewer, rateLimiter))
    setWindow(response, name, window, Date.now());
}

/** A reset is a time, while OpenAI sends a duration. */
function setWindow(response: ServerResponse, name: string, window: RateWindow, nowMs: number): void {
  response.setHeader(`anthropic-ratelimit-${name}-limit`, String(window.limit));
  response.setHeader(`anthropic-ratelimit-${name}-remaining`, String(window.remaining));
  response.setHeader(`anthropic-ratelimit-${name}-reset`, new Date(nowMs + window.resetMs).toISOString());
}
