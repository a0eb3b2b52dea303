import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import type { RateLimiter, RateWindow } from '../../generation/rate-limiter.ts';

/**
 * Sets Anthropic's headers of what the caller's key has left: `anthropic-ratelimit-requests-limit`, `-remaining`, `-reset`,
 * and the same of `tokens`. None where the key has no such limit.
 */
export function setAnthropicRateHeaders(
  response: ServerResponse,
  { limits, apiKeyId }: Pick<Viewer, 'limits' | 'apiKeyId'>,
  rateLimiter: Pick<RateLimiter, 'status'>,
): void {
  if (limits === null || apiKeyId === null || response.headersSent) return;
  for (const [name, window] of Object.entries(rateLimiter.status(apiKeyId, limits))) {
    if (window !== null) setWindow(response, name, window, Date.now());
  }
}

/** A reset is a time, and not a duration as with OpenAI. */
function setWindow(response: ServerResponse, name: string, window: RateWindow, nowMs: number): void {
  response.setHeader(`anthropic-ratelimit-${name}-limit`, String(window.limit));
  response.setHeader(`anthropic-ratelimit-${name}-remaining`, String(window.remaining));
  response.setHeader(`anthropic-ratelimit-${name}-reset`, new Date(nowMs + window.resetMs).toISOString());
}
