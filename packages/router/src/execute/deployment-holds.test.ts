import { buildModel } from '@penstock/testing';
import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { DeploymentHolds } from './deployment-holds.ts';
import type { Failure } from './failure.ts';

const east = { id: 'east', providerId: 'azure-east', upstreamName: 'gpt-4o', weight: 1 };
const west = { ...east, id: 'west', providerId: 'azure-west' };
const model = buildModel('openai/gpt-4o', { deployments: [east, west] });

function failure(kind: Failure['kind'], retryAfterMs: number | null = null): Failure {
  return { kind, message: `It is ${kind}.`, retryAfterMs, clock: null };
}

it.each([
  { kind: 'overloaded', retryAfterMs: null, heldMs: 30_000 },
  { kind: 'authentication', retryAfterMs: null, heldMs: 30_000 },
  { kind: 'rate-limit', retryAfterMs: 5_000, heldMs: 30_000 },
  { kind: 'rate-limit', retryAfterMs: 90_000, heldMs: 90_000 },
  { kind: 'rate-limit', retryAfterMs: 86_400_000, heldMs: 600_000 },
] as const)('after $kind with Retry-After $retryAfterMs a deployment is held for $heldMs ms', async (facts) => {
  const clock = new FakeClock();
  const holds = new DeploymentHolds(clock);
  holds.failed(model, east, failure(facts.kind, facts.retryAfterMs));
  expect([holds.isHeld(model, east), holds.isHeld(model, west)]).toEqual([true, false]);
  await clock.advance(facts.heldMs - 1);
  expect(holds.isHeld(model, east)).toBe(true);
  await clock.advance(1);
  expect(holds.isHeld(model, east)).toBe(false);
});

it.each(['bad-request', 'context-length', 'content-filter', 'differs'] as const)('%s holds no deployment', (kind) => {
  const holds = new DeploymentHolds(new FakeClock());
  holds.failed(model, east, failure(kind));
  expect(holds.isHeld(model, east)).toBe(false);
});

it('a success ends the hold', () => {
  const holds = new DeploymentHolds(new FakeClock());
  holds.failed(model, east, failure('overloaded'));
  holds.succeeded(model, east);
  expect(holds.isHeld(model, east)).toBe(false);
});

it('the only deployment of a model is never held', () => {
  const single = buildModel('openai/gpt-4o', { deployments: [east] });
  const holds = new DeploymentHolds(new FakeClock());
  holds.failed(single, east, failure('overloaded'));
  expect(holds.isHeld(single, east)).toBe(false);
});
