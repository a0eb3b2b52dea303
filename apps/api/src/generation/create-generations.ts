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
    /** The most characters that one generation sends its caller, over all attempts. */
    answerBytes: number;
    /** The most memory that ended generations may take, bytes. */
    endedBytes: number;
    /** The interval at which the ledger writes the progress of a running generation, milliseconds. */
    reportMs: number;
  };

/** Connects the stages of a generation to the rules, health, adapters and ledger of this process. */
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

/** The policy's default model, against which savings are computed. Undefined if the policy has none. */
function baselineOf({ catalog, routing }: Rules) {
  return routing.defaultModelId === null ? undefined : catalog.find(routing.defaultModelId);
}
