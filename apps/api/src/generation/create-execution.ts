import type { Adapter } from '@penstock/providers';
import {
  type Breakers,
  buildModelRequest,
  type Clock,
  chooseDeployment,
  createPrefillMemory,
  type Deployment,
  type DueAttempt,
  type ExecutionServices,
  executePlan,
  type Health,
  type Model,
  type RequestTemplate,
} from '@penstock/router';
import type { RulesInForce } from '../policy/rules-in-force.ts';
import type { ExecutionRound, RunTools } from './run-generation.ts';

/** What carrying out plans needs from around it. */
export type ExecutionParts = {
  rules: RulesInForce;
  adapterFor(providerId: string): Adapter;
  breakers: Breakers;
  health: Health;
  clock: Clock;
  /** The most that one generation gives its caller, over all attempts. Characters, default: the executor's. */
  generationCharacters?: number;
};

/** Ties the executor to the rules in force, to the adapters and to what is known of them. */
export function createExecution(parts: ExecutionParts): RunTools['execute'] {
  const { rules, adapterFor, breakers, health, clock, generationCharacters } = parts;
  const isUsable = ({ providerId }: Deployment): boolean => health.readProvider(providerId).status !== 'UNAVAILABLE';
  const services: ExecutionServices = {
    adapters: { adapterFor },
    settingsFor: (providerId) => rules.provider(providerId),
    chooseDeployment: (model, failedIds) => chooseDeployment(model, { failedIds, isUsable, random: Math.random() }),
    breakers,
    health,
    prefillMemory: createPrefillMemory(),
    clock,
    random: Math.random,
    ...(generationCharacters !== undefined && { generationCharacters }),
  };
  return (round) => {
    const { plan, inputTokens, spending, signal, mayRestart } = round;
    return executePlan(services, {
      plan,
      inputTokens,
      signal,
      mayRestart,
      reroutesFiltered: rules.policy.features.reroutesFiltered,
      request: (model, deployment) => buildModelRequest(boundedBy(model, round), inputTokens, model, deployment),
      ...(spending === null ? null : { admit: (attempt: DueAttempt) => spending.admit(attempt, inputTokens) }),
    });
  };
}

/**
 * A candidate may produce as much as the plan allows it, which what it may cost can make less than was asked for. Where
 * money is held for it the limit is always said, since the provider's own may be higher.
 */
function boundedBy(model: Model, { plan, template, inputTokens, spending }: ExecutionRound): RequestTemplate {
  const candidate = plan.candidates.find((each) => each.model.id === model.id);
  if (candidate === undefined) return template;
  const most = spending?.outputLimit(candidate, inputTokens) ?? candidate.maxOutputTokens;
  return most === undefined ? template : { ...template, maxOutputTokens: most };
}
