import type { Adapter } from '@penstock/providers';
import {
  type Breakers,
  buildModelRequest,
  type Clock,
  chooseDeployment,
  createPrefillMemory,
  type Deployment,
  type ExecutionServices,
  executePlan,
  type Health,
  type Plan,
  type RequestTemplate,
} from '@penstock/router';
import type { RulesInForce } from '../policy/rules-in-force.ts';
import type { RunTools } from './run-generation.ts';

/** What carrying out plans needs from around it. */
export type ExecutionParts = {
  rules: RulesInForce;
  adapterFor(providerId: string): Adapter;
  breakers: Breakers;
  health: Health;
  clock: Clock;
};

/** Ties the executor to the rules in force, to the adapters and to what is known of them. */
export function createExecution({ rules, adapterFor, breakers, health, clock }: ExecutionParts): RunTools['execute'] {
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
  };
  return ({ plan, template, inputTokens, signal, mayRestart }) =>
    executePlan(services, {
      plan,
      signal,
      mayRestart,
      reroutesFiltered: rules.policy.features.reroutesFiltered,
      request: (model, deployment) =>
        buildModelRequest(boundedBy(plan, model.id, template), inputTokens, model, deployment),
    });
}

/** A candidate may produce as much as the plan allows it, which what it may cost can make less than was asked for. */
function boundedBy(plan: Plan, modelId: string, template: RequestTemplate): RequestTemplate {
  const most = plan.candidates.find(({ model }) => model.id === modelId)?.maxOutputTokens;
  return most === undefined ? template : { ...template, maxOutputTokens: most };
}
