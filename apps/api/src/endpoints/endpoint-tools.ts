import type { Catalog, ChatCall, HealthView, Model } from '@penstock/router';
import type { Audit } from '../audit/audit.ts';
import type { Generations } from '../generation/generations.ts';
import type { StoredAnswers } from '../generation/known-answers.ts';
import type { RateLimiter } from '../generation/rate-limiter.ts';

/** The services that the endpoints under `/v1` use. */
export type EndpointTools = {
  generations: Generations;
  storedAnswers: StoredAnswers;
  audit: Pick<Audit, 'record'>;
  /** The tokens of a prompt, by the provider's own count if it has one. */
  countPrompt(call: ChatCall, model: Model): Promise<number>;
  rateLimiter: Pick<RateLimiter, 'status'>;
  health: HealthView;
  /** The largest body of a request. */
  bodyBytes: number;
  /** The catalog in force now. */
  catalog(): Catalog;
  /** The named chains of the catalog. */
  chains(): readonly { name: string; modelIds: readonly string[] }[];
};
