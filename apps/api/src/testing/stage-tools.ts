import { systemClock } from '@penstock/router';
import { BoundedLabel } from '../generation/bounded-label.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { HeldMemory } from '../generation/held-memory.ts';
import { settleAttempt } from '../generation/settle-attempt.ts';
import type { Asked, StageTools } from '../generation/stages/stage.ts';
import { StateMemory } from '../generation/state-memory.ts';
import { SchemaChecks } from '../json-schema/schema-checks.ts';
import { MemoryRateLimiter } from '../rate-limits/memory-rate-limiter.ts';
import { MemoryResponseCache } from '../response-cache/memory-response-cache.ts';
import { MemorySessionPins } from '../session-pins/memory-session-pins.ts';
import { noTemplates } from './fake-templates.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from './sample-generation.ts';
import { sampleRules } from './sample-rules.ts';

/** Tools of stages in memory: no budgets, one plan for all requests, no model to call. `changes` replace members. */
export function fakeStageTools(changes: Partial<StageTools> = {}): StageTools {
  const { plan } = sampleGeneration();
  return {
    clock: systemClock,
    memory: new HeldMemory(Number.POSITIVE_INFINITY),
    schemas: new SchemaChecks(),
    ledger: {
      openAccount: () => null,
      canRecord: () => true,
      begin: () => {},
      settle: async () => {},
      releaseKept: async () => {},
    },
    rateLimiter: new MemoryRateLimiter(() => 0),
    responses: new MemoryResponseCache(() => 1),
    templates: noTemplates,
    workspaces: { has: () => true },
    states: new StateMemory(),
    sessions: new MemorySessionPins(() => 0),
    clientNames: new BoundedLabel(1),
    planner: () => () => ({ plan, inputTokens: 7 }),
    execute: () => {
      throw new Error('This test calls no model.');
    },
    settleAttempt: (attempt, inputTokens) => settleAttempt(attempt, undefined, inputTokens),
    estimate: () => () => sampleAttempt(),
    onFault: (error) => {
      throw error;
    },
    ...changes,
  };
}

/** A request in the form of the first stage. */
export function askedFor(request: GenerationRequest = sampleRequest()): Asked {
  return {
    id: '01a1fc0d-639c-7659-a51f-3cc80b0a1f91',
    request,
    rules: sampleRules(),
    nowMs: Date.UTC(2026, 0, 1),
    elapsedMs: 0,
    started: () => {},
  };
}
