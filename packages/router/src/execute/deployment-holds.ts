import type { Deployment, Model } from '../catalog/model.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from './failure.ts';
import { retryRuleAfter } from './retry-rule.ts';

/** How long a failed deployment is skipped while the model has others. Milliseconds. */
const holdMs = 30_000;

/** The longest hold, even with a longer `Retry-After`. Milliseconds. */
const longestHoldMs = 600_000;

/**
 * The deployments that have just failed, over all generations. A held deployment is called only if no other is left, or
 * after its hold. In the memory of this process; at most one entry per deployment.
 */
export class DeploymentHolds {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isHeld(model: Model, deployment: Deployment): boolean {
    if (this.#untilMs.size === 0) return false;
    const key = keyOf(model, deployment);
    const untilMs = this.#untilMs.get(key);
    if (untilMs === undefined) return false;
    if (untilMs > this.#clock.elapsedMs()) return true;
    this.#untilMs.delete(key);
    return false;
  }

  /** Call it when a call failed. A failure of the request is no evidence about the deployment. */
  failed(model: Model, deployment: Deployment, failure: Failure): void {
    if (model.deployments.length < 2 || !retryRuleAfter(failure, false).isOfDeployment) return;
    const nowMs = this.#clock.elapsedMs();
    for (const [key, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(key);
    const forMs = Math.min(longestHoldMs, Math.max(holdMs, failure.retryAfterMs ?? 0));
    this.#untilMs.set(keyOf(model, deployment), nowMs + forMs);
  }

  succeeded(model: Model, deployment: Deployment): void {
    if (this.#untilMs.size > 0) this.#untilMs.delete(keyOf(model, deployment));
  }
}

function keyOf({ id }: Model, deployment: Deployment): string {
  return `${id} ${deployment.id}`;
}
