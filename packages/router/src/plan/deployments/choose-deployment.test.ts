import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../catalog/model.ts';
import { chooseDeployment, type DeploymentChoice } from './choose-deployment.ts';

function deployment(id: string, weight: number): Deployment {
  return { id, providerId: `azure-${id}`, upstreamName: 'gpt-4o', weight };
}

const model = buildModel('openai/gpt-4o', { deployments: [deployment('east', 3), deployment('west', 1)] });

function choose(choice: Partial<DeploymentChoice>): string {
  return chooseDeployment(model, {
    failedIds: new Set(),
    isUsable: () => true,
    isHeld: () => false,
    random: 0,
    ...choice,
  }).id;
}

describe('among several deployments', () => {
  it.each([
    { random: 0, id: 'east' },
    { random: 0.7499, id: 'east' },
    { random: 0.75, id: 'west' },
    { random: 0.9999, id: 'west' },
  ])('the weight decides: $random gives $id', ({ random, id }) => {
    expect(choose({ random })).toBe(id);
  });

  it.each([0, 0.5, 0.9999])('failed deployments are avoided (random %d)', (random) => {
    expect(choose({ failedIds: new Set(['east']), random })).toBe('west');
  });

  it.each([0, 0.5, 0.9999])('deployments of an unavailable provider are avoided (random %d)', (random) => {
    expect(choose({ isUsable: ({ providerId }) => providerId !== 'azure-east', random })).toBe('west');
  });

  it.each([0, 0.5, 0.9999])(
    'deployments that have just failed in another generation are avoided (random %d)',
    (random) => {
      expect(choose({ isHeld: ({ id }) => id === 'east', random })).toBe('west');
    },
  );

  it('a failure in another generation weighs less than a failure in this generation', () => {
    expect(choose({ failedIds: new Set(['west']), isHeld: ({ id }) => id === 'east', random: 0.99 })).toBe('east');
  });

  it('a usable deployment with a failure comes before an unusable deployment without', () => {
    const isUsable = ({ id }: Deployment) => id === 'east';
    expect(choose({ failedIds: new Set(['east']), isUsable, random: 0.99 })).toBe('east');
  });

  it.each([0, 0.9999])('the deployment with the warm cache is chosen, unless it has failed (random %d)', (random) => {
    expect(choose({ warmId: 'west', random })).toBe('west');
    expect(choose({ warmId: 'west', failedIds: new Set(['west']), random })).toBe('east');
    expect(choose({ warmId: 'west', isHeld: ({ id }) => id === 'west', random })).toBe('east');
  });

  it('a deployment is chosen even if none is usable', () => {
    expect(choose({ isUsable: () => false, random: 0.8 })).toBe('west');
  });
});

it('the only deployment is always chosen', () => {
  const single = buildModel('openai/gpt-4o');
  const choice = { failedIds: new Set(['default']), isUsable: () => false, isHeld: () => true, random: 0.5 };
  expect(chooseDeployment(single, choice).id).toBe('default');
});

it('a model without deployments is refused', () => {
  const none = buildModel('openai/gpt-4o', { deployments: [] });
  expect(() =>
    chooseDeployment(none, { failedIds: new Set(), isUsable: () => true, isHeld: () => false, random: 0 }),
  ).toThrow("The model 'openai/gpt-4o' has no deployment");
});
