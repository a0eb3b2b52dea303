import { totalTokens } from '@penstock/providers';
import { expectedAnswerTokens, outputLimitOf } from '@penstock/router';
import type { RateLimits } from '../../access/viewer.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { LiveGeneration } from '../live-generation.ts';
import type { RateRefusal, RateRequest } from '../rate-limiter.ts';
import type { Next, Recalled, Stage, StageTools } from './stage.ts';

/**
 * Admits a request within the limits of its key, and counts the used tokens when the generation has ended. Refuses with
 * RATE_LIMITED. A request that no model could serve takes nothing. An answer from the response cache takes no tokens.
 */
export const limitRate: Stage<Recalled, Recalled> = (state, next, { rateLimiter }) => {
  const { limits, apiKeyId } = state.request.caller;
  if (limits === null || apiKeyId === null || !isServable(state)) return next(state);
  return admit(state, { apiKeyId, limits, tokens: estimateTokens(state) }, next, rateLimiter);
};

async function admit(
  state: Recalled,
  request: RateRequest,
  next: Next<Recalled>,
  rateLimiter: StageTools['rateLimiter'],
): Promise<void> {
  const admission = await rateLimiter.admit(request);
  if (admission.type === 'refused') throw rateLimited(admission);
  let running: LiveGeneration | null = null;
  const started = (live: LiveGeneration): void => {
    running = live;
    state.started(live);
  };
  try {
    await next({ ...state, started });
  } finally {
    admission.settle(usedTokens(running));
  }
}

/** Whether a model of the plan or the response cache can serve it. */
function isServable({ planned, caching }: Recalled): boolean {
  return planned.plan.candidates.length > 0 || caching?.status === 'HIT';
}

/** Tokens of the prompt, and of the answer: the request's limit, else the expected length for its task. */
function estimateTokens({ request, planned, caching }: Recalled): number {
  if (caching?.status === 'HIT') return 0;
  return planned.inputTokens + (outputLimitOf(request.call) ?? expectedAnswerTokens(request.routing.taskType));
}

/** 0 for a request that was refused later. */
function usedTokens(live: LiveGeneration | null): number {
  return live === null ? 0 : totalTokens(live.snapshot().tokens);
}

const names: Readonly<Record<keyof RateLimits, string>> = {
  requestsPerMinute: 'requests a minute',
  tokensPerMinute: 'tokens a minute',
  concurrency: 'generations at the same time',
};

function rateLimited({ limit, allowed, retryAfterMs }: RateRefusal): ServiceError {
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return new ServiceError(
    'RATE_LIMITED',
    `This key may use ${allowed} ${names[limit]} and has reached this limit: try again in ${seconds} s.`,
    { details: { limit, allowed, retryAfterMs }, headers: { 'retry-after': String(seconds) } },
  );
}
