import type { Deployment, Model } from '../../catalog/model.ts';

/** The facts for a choice among the deployments of a model. */
export type DeploymentChoice = {
  /** Ids of deployments that have failed in this generation. Avoided while there are others. */
  failedIds: ReadonlySet<string>;
  /** False if its provider is unavailable. Avoided while there are others. */
  isUsable(deployment: Deployment): boolean;
  /** Whether it has just failed in any generation. Avoided while there are others. */
  isHeld(deployment: Deployment): boolean;
  /**
   * Id of the deployment with the cache of this conversation. It is chosen if no other rule excludes it. Absent: none.
   */
  warmId?: string;
  /** 0 up to, not including, 1. */
  random: number;
};

/**
 * Chooses a deployment of a model, at random by weight. It prefers usable deployments, then those without a failure in
 * this generation, then those without a recent failure in another. It always chooses one, because the model is already
 * chosen. Throws for a model without deployments, which no catalog has.
 */
export function chooseDeployment({ id, deployments }: Model, choice: DeploymentChoice): Deployment {
  const [only] = deployments;
  if (only === undefined) throw new Error(`The model '${id}' has no deployment: it must have at least one.`);
  if (deployments.length === 1) return only;
  const usable = deployments.filter((deployment) => choice.isUsable(deployment));
  const fresh = usable.filter((deployment) => !choice.failedIds.has(deployment.id));
  const calm = fresh.filter((deployment) => !choice.isHeld(deployment));
  const warm = calm.find((deployment) => deployment.id === choice.warmId);
  if (warm !== undefined) return warm;
  return pickByWeight(firstFilled(calm, fresh, usable, deployments), choice.random) ?? only;
}

function firstFilled(...groups: readonly (readonly Deployment[])[]): readonly Deployment[] {
  return groups.find((group) => group.length > 0) ?? [];
}

function pickByWeight(deployments: readonly Deployment[], random: number): Deployment | undefined {
  const sum = deployments.reduce((total, { weight }) => total + weight, 0);
  let left = random * sum;
  for (const deployment of deployments) {
    left -= deployment.weight;
    if (left < 0) return deployment;
  }
  return deployments.at(-1);
}
