import { builder } from '../../builder.ts';

export const BreakerState = builder.enumType('BreakerState', {
  description: "The state of a model's circuit breaker.",
  values: {
    CLOSED: { description: 'Calls go through.' },
    OPEN: { description: 'No call goes through until `retryAt`.' },
    HALF_OPEN: { description: 'A single call goes through to see whether it is well again.' },
  } as const,
});
