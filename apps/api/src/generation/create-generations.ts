import type { Clock, HealthStore } from '@penstock/router';
import { outputLimitOf } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { ClientNames } from './client-names.ts';
import { createExecution, type ExecutionParts } from './create-execution.ts';
import { defaultRetention } from './ended-generations.ts';
import { GenerationService, type GenerationServiceTools } from './generation-service.ts';
import { estimateCall } from './interrupted.ts';
import { settleAttempt } from './settle-attempt.ts';
import { createPlanner } from './stages/plan.ts';
import { StateMemory } from './state-memory.ts';

export type GenerationsTools = Pick<
  GenerationServiceTools,
  | 'memory'
  | 'schemas'
  | 'ledger'
  | 'rateLimiter'
  | 'responses'
  | 'sessions'
  | 'templates'
  | 'workspaces'
  | 'onFault'
  | 'log'
  | 'observer'
  | 'traces'
  | 'operations'
  | 'peers'
  | 'readerGraceMs'
> &
  Pick<ExecutionParts, 'adapterFor' | 'breakers'> & {
    clock: Clock;
    health: HealthStore;
    rules: Pick<RulesStore, 'take'>;
    /** The most that one generation gives its caller, over all attempts. Characters. */
    answerBytes: number;
    /** The most that ended generations may take in memory, bytes. */
    endedBytes: number;
    /** How often the ledger writes how far a running generation has come, milliseconds. */
    reportMs: number;
  };

/** Ties the stages of a generation to the rules, health, adapters and the ledger of this process. */
export function createGenerations(tools: GenerationsTools): GenerationService {
  const { clock, memory, schemas, ledger, rateLimiter, responses, sessions, templates, workspaces } = tools;
  const { health, breakers, adapterFor, rules } = tools;
  const { answerBytes, endedBytes, reportMs } = tools;
  let rotation = 0;
  return new GenerationService({
    clock,
    memory,
    schemas,
    ledger,
    rateLimiter,
    responses,
    sessions,
    templates,
    workspaces,
    states: new StateMemory(),
    clientNames: new ClientNames(),
    takeRules: () => rules.take(),
    planner: (request, under, pin) => createPlanner(request, under, { health, nowMs: clock.nowMs(), rotation }, pin),
    onAdmitted: () => {
      rotation++;
    },
    execute: createExecution({ breakers, health, clock, adapterFor, generationCharacters: answerBytes }),
    batchesOf: (provider) => adapterFor(provider).batches ?? null,
    settleAttempt: (attempt, inputTokens, under) =>
      settleAttempt(attempt, under.catalog.find(attempt.modelId), inputTokens, baselineOf(under)),
    estimate: ({ call }, inputTokens, under) => {
      const basis = { baseline: baselineOf(under), inputTokens, maxOutputTokens: outputLimitOf(call), reportMs };
      return (running) => estimateCall(running, { ...basis, model: under.catalog.find(running.modelId) });
    },
    onFault: tools.onFault,
    ...(tools.log !== undefined && { log: tools.log }),
    ...(tools.observer !== undefined && { observer: tools.observer }),
    ...(tools.traces !== undefined && { traces: tools.traces }),
    ...(tools.operations !== undefined && { operations: tools.operations }),
    ...(tools.peers !== undefined && { peers: tools.peers }),
    ...(tools.peers?.openEventLog !== undefined && { openEventLog: tools.peers.openEventLog }),
    ...(tools.readerGraceMs !== undefined && { readerGraceMs: tools.readerGraceMs }),
    retention: { ...defaultRetention, keepBytes: endedBytes },
  });
}

/** The policy's default model, with which savings are compared; undefined where it has none. */
function baselineOf({ catalog, routing }: Rules) {
  return routing.defaultModelId === null ? undefined : catalog.find(routing.defaultModelId);
}
