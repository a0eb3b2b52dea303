import { breaker } from './breaker.ts';
import { budget } from './budget.ts';
import { capability } from './capability.ts';
import { chain } from './chain.ts';
import { contextWindow } from './context-window.ts';
import { costLimit } from './cost-limit.ts';
import type { EligibilityRule } from './eligibility-rule.ts';
import { fallbackOff } from './fallback-off.ts';
import { latency } from './latency.ts';
import { locality } from './locality.ts';
import { notAllowed } from './not-allowed.ts';
import { provider } from './provider.ts';
import { quality } from './quality.ts';
import { retired } from './retired.ts';
import { sandbox } from './sandbox.ts';
import { unavailable } from './unavailable.ts';

/** In the order of their checks: the plan names the first rule that excludes a model. */
export const eligibilityRules: readonly EligibilityRule[] = [
  notAllowed,
  fallbackOff,
  sandbox,
  provider,
  locality,
  chain,
  capability,
  contextWindow,
  latency,
  costLimit,
  retired,
  quality,
  unavailable,
  breaker,
  budget,
];
