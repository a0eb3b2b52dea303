import type { Adapter } from '@penstock/providers';
import {
  type Breakers,
  buildModelRequest,
  type Clock,
  chooseDeployment,
  type Deployment,
  type DueAttempt,
  executePlan,
  type HealthStore,
  type Model,
  PrefillMemory,
  type Provider,
  type RequestTemplate,
} from '@penstock/router';
import { modelOf, providerOf } from '../rules/rules.ts';
import type { ExecutionRound, RunTools } from './run-generation.ts';

/** What carrying out plans needs from around it. */
export type ExecutionParts = {
  adapterFor(provider: Provider): Adapter;
  breakers: Breakers;
  health: HealthStore;
  clock: Clock;
  /** The most that one generation gives its caller, over all attempts. Characters, default: the executor's. */
  generationCharacters?: number;
};

/** Ties the executor to the adapters, and to the rules that each generation runs under. */
export function createExecution(parts: ExecutionParts): RunTools['execute'] {
  const { adapterFor, breakers, health, clock, generationCharacters } = parts;
  const isUsable = ({ providerId }: Deployment): boolean => health.readProvider(providerId).status !== 'UNAVAILABLE';
  const shared = {
    chooseDeployment: (model: Model, failedIds: ReadonlySet<string>) =>
      chooseDeployment(model, { failedIds, isUsable, random: Math.random() }),
    breakers,
    health,
    prefillMemory: new PrefillMemory(),
    clock,
    random: Math.random,
    ...(generationCharacters !== undefined && { generationCharacters }),
  };
  return (round) => {
    const { rules, plan, inputTokens, spending, signal, mayRestart } = round;
    const services = {
      ...shared,
      adapters: { adapterFor: (providerId: string) => adapterFor(providerOf(rules, providerId)) },
      settingsFor: (providerId: string) => providerOf(rules, providerId),
      modelOf: (modelId: string) => modelOf(rules, modelId),
    };
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
  const candidate = plan.candidates.find(({ modelId }) => modelId === model.id);
  if (candidate === undefined) return template;
  const most = spending?.outputLimit(candidate, model, inputTokens) ?? candidate.maxOutputTokens;
  return most === null ? template : { ...template, maxOutputTokens: most };
}
