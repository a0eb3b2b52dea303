import { describeHealthListeners } from './describe-health-listeners.ts';
import { describeModelHealth } from './describe-model-health.ts';
import { describeProviderHealth } from './describe-provider-health.ts';
import type { CreateHealthStore } from './health-scene.ts';

/** The tests of every implementation of `HealthStore`. `create` makes a store without evidence. */
export function describeHealthStore(name: string, create: CreateHealthStore): void {
  describeModelHealth(name, create);
  describeProviderHealth(name, create);
  describeHealthListeners(name, create);
}
