import { type HealthStore, outputLimitOf } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { BoundedLabel } from './bounded-label.ts';
import { createExecution, type ExecutionParts } from './create-execution.ts';
import { defaultRetention } from './ended-generations.ts';
import { GenerationService, type GenerationServiceTools } from './generation-service.ts';
import { estimateCall } from './interrupted.ts';
import { settleAttempt } from './settle-attempt.ts';
import { createPlanner } from './stages/plan.ts';
import { StateMemory } from './state-memory.ts';

/** The tools of the service that are made here. The others pass through. */
type MadeHere =
  | 'states'
  | 'clientNames'
  | 'takeRules'
  | 'planner'
  | 'onAdmitted'
  | 'execute'
  | 'batchesOf'
  | 'settleAttempt'
  | 'estimate'
  | 'retention'
  | 'openEventLog';

export type GenerationsTools = Omit<GenerationServiceTools, MadeHere> &
  Pick<ExecutionParts, 'adapterFor' | 'breakers'> & {
    health: HealthStore;
    rules: Pick<RulesStore, 'take'>;
    /** The most characters that one generation sends its caller, over all attempts. */
    answerBytes: number;
    /** The most memory that ended generations may take, bytes. */
    endedBytes: number;
    /** The interval at which the ledger writes the progress of a running generation, milliseconds. */
    reportMs: number;
  };

/** The most names of callers' programs that one process tells apart. */
const mostClientNames = 100;

/** Connects the stages of a generation to the rules, health, adapters and ledger of this process. */
export function createGenerations(tools: GenerationsTools): GenerationService {
  const { health, breakers, adapterFor, rules, answerBytes, endedBytes, reportMs, ...passed } = tools;
  const { clock, peers } = tools;
  let rotation = 0;
  return new GenerationService({
    ...passed,
    states: new StateMemory(),
    clientNames: new BoundedLabel(mostClientNames),
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
    retention: { ...defaultRetention, keepBytes: endedBytes },
    ...(peers?.openEventLog !== undefined && { openEventLog: peers.openEventLog }),
  });
}

/** The policy's default model, against which savings are computed. Undefined if the policy has none. */
function baselineOf({ catalog, routing }: Rules) {
  return routing.defaultModelId === null ? undefined : catalog.find(routing.defaultModelId);
}
