import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const rateLimitWithWait: Fault = {
  name: '429-retry-after',
  summary: 'too many requests, with Retry-After (RetryInfo at Google)',
  parameter: { meaning: 'seconds to wait', usual: 2 },
  disturb: (retryAfterSeconds) => ({
    insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'rate-limit', retryAfterSeconds }) },
  }),
};
