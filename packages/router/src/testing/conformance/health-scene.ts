import type { ProviderErrorKind } from '@penstock/providers';
import { buildModel } from '@penstock/testing';
import type { AttemptRecord } from '../../attempt.ts';
import { LocalBreakers } from '../../breaker/local-breakers.ts';
import { recordSkip } from '../../execute/attempt-record.ts';
import type { HealthStore } from '../../health/health-store.ts';
import type { HealthOptions } from '../../health/local-health.ts';
import type { ProbeResult } from '../../health/provider-health.ts';
import { FakeClock } from '../fake-clock.ts';

const models = ['a/one', 'a/other', 'b/two'].map((id) => buildModel(id));

/** A store under test, with its clock and its breakers. */
export type Scene = { clock: FakeClock; health: HealthStore; breakers: LocalBreakers };

/** Makes a store without evidence. */
export type CreateHealthStore = (options: HealthOptions) => HealthStore;

export function setUpHealth(create: CreateHealthStore): Scene {
  const clock = new FakeClock();
  const breakers = new LocalBreakers({ clock, random: () => 0 });
  const catalog = { models, find: (id: string) => models.find((model) => model.id === id) };
  const accountHint = (providerId: string): string | null => (providerId === 'a' ? 'set A_API_KEY' : null);
  return { clock, breakers, health: create({ clock, breakers, catalog: () => catalog, accountHint }) };
}

function attempt(clock: FakeClock, modelId: string, facts: Partial<AttemptRecord> = {}): AttemptRecord {
  const identity = { number: 1, modelId, deploymentId: 'default', providerId: modelId.split('/')[0] ?? '' };
  const record = recordSkip(
    identity,
    { type: 'refused', because: 'open', retryAtMs: null, isRateLimit: false },
    clock.nowMs(),
  );
  return { ...record, outcome: 'succeeded', errorMessage: null, latencyMs: 1_000, firstTokenMs: 200, ...facts };
}

/** Reports an attempt that succeeded, unless `facts` say otherwise. */
export function answer({ clock, health }: Scene, modelId: string, facts: Partial<AttemptRecord> = {}): void {
  health.attemptEnded(attempt(clock, modelId, facts));
}

/** Reports an attempt that failed. */
export function fail(scene: Scene, modelId: string, errorKind: ProviderErrorKind): void {
  answer(scene, modelId, { outcome: 'failed', errorKind, errorMessage: `It is ${errorKind}.` });
}

/** The result of a probe that succeeded, unless `facts` say otherwise. */
export function probe(clock: FakeClock, facts: Partial<ProbeResult> = {}): ProbeResult {
  const well = { isReachable: true, latencyMs: 12, modelNames: [], errorKind: null, errorMessage: null };
  return { providerId: 'a', checkedAtMs: clock.nowMs(), ...well, ...facts };
}
