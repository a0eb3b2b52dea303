import { type Adapter, createProviderError, type ProviderErrorKind } from '@penstock/providers';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Prober } from './prober.ts';
import type { ProbeResult } from './provider-health.ts';

type Scene = {
  clock: FakeClock;
  prober: Prober;
  asked: string[];
  told: { probe: ProbeResult; listed: Readonly<Record<string, boolean>> }[];
  doubted: Set<string>;
  /** Running calls of a provider. */
  underWay: Map<string, number>;
};

const providers = [
  { id: 'ollama', dialect: 'ollama', isLocal: true, isConfigured: true },
  { id: 'vllm', dialect: 'openai', isLocal: true, isConfigured: false },
  { id: 'openai', dialect: 'openai', isLocal: false, isConfigured: true },
];
const models = [
  buildModel('ollama/llama3'),
  buildModel('ollama/phi4'),
  buildModel('vllm/a'),
  buildModel('vllm/b'),
  buildModel('openai/gpt'),
];

function setUp(listModels: Adapter['listModels']): Scene {
  const clock = new FakeClock();
  const asked: string[] = [];
  const told: Scene['told'] = [];
  const doubted = new Set<string>();
  const underWay = new Map<string, number>();
  const adapterFor = (providerId: string): Adapter => ({
    providerId,
    stream: () => {
      throw new Error('A probe must not cost anything.');
    },
    listModels: (options) => {
      asked.push(providerId);
      return listModels(options);
    },
    underWay: underWay.get(providerId) ?? 0,
    close: async () => {},
  });
  const prober = new Prober({
    providers: () => providers,
    models: () => models,
    adapters: { adapterFor },
    health: {
      probeEnded: (probe, listed) => void told.push({ probe, listed }),
      isInDoubt: (providerId) => doubted.has(providerId),
    },
    clock,
  });
  return { clock, prober, asked, told, doubted, underWay };
}

const failing = (kind: ProviderErrorKind) => async (): Promise<never> => {
  throw createProviderError(kind, { providerId: 'ollama', message: `It is ${kind}.` });
};

describe('the prober', () => {
  it("requests a local provider's list, and reports which of its models it has", async () => {
    const { prober, told, clock } = setUp(async () => ['llama3:latest', 'other']);
    const result = await prober.probe('ollama');
    expect(result).toEqual({
      providerId: 'ollama',
      isReachable: true,
      isLocal: true,
      latencyMs: 0,
      checkedAtMs: clock.nowMs(),
      modelNames: ['llama3:latest', 'other'],
      errorKind: null,
      errorMessage: null,
    });
    expect(Object.entries(told[0]?.listed ?? {})).toEqual([
      ['ollama/llama3', true],
      ['ollama/phi4', false],
    ]);
  });

  it('probes no local provider during a call, except on request', async () => {
    const { prober, clock, asked, underWay } = setUp(async () => []);
    underWay.set('ollama', 1);
    prober.start();
    expect(asked).toEqual([]);
    await prober.probe('ollama');
    expect(asked).toEqual(['ollama']);
    underWay.clear();
    await clock.advance(30_000);
    expect(asked).toEqual(['ollama', 'ollama']);
    prober.close();
  });

  it('does not report a model as missing if a local server answers for any name', async () => {
    const { prober, told } = setUp(async () => ['b', 'other']);
    await prober.probe('vllm');
    expect(told[0]?.listed).toEqual({ 'vllm/b': true });
  });

  it('does not judge the models of a remote provider by its list', async () => {
    const { prober, told } = setUp(async () => ['something']);
    await prober.probe('openai');
    expect(told[0]?.listed).toEqual({});
  });

  it.each<[ProviderErrorKind, boolean]>([
    ['connection', false],
    ['authentication', false],
    ['server-error', false],
    ['model-not-found', true],
    ['rate-limit', true],
  ])('takes %s as reachable: %s', async (kind, isReachable) => {
    const { prober, told } = setUp(failing(kind));
    expect(await prober.probe('ollama')).toMatchObject({
      isReachable,
      errorKind: kind,
      errorMessage: `It is ${kind}.`,
    });
    expect(told[0]?.listed).toEqual({});
  });

  it('gives up after four seconds, also on an adapter that does not stop', async () => {
    const { prober, clock } = setUp(() => new Promise(() => {}));
    const result = await clock.runUntil(prober.probe('ollama'));
    expect(result).toMatchObject({ isReachable: false, isBusy: true, errorKind: 'timeout', latencyMs: 4_000 });
    expect(result.errorMessage).toBe('no answer within 4000 ms');
    expect(clock.waiting).toBe(0);
  });

  it('joins a running probe', async () => {
    const { prober, asked } = setUp(async () => []);
    await Promise.all([prober.probe('ollama'), prober.probe('ollama')]);
    expect(asked).toEqual(['ollama']);
  });

  it('returns a result for a second to many callers, and then probes again', async () => {
    const { prober, clock, asked } = setUp(async () => ['llama3']);
    const first = await prober.probe('ollama');
    await clock.advance(999);
    for (let caller = 0; caller < 100; caller++) expect(await prober.probe('ollama')).toBe(first);
    expect(asked).toEqual(['ollama']);
    await clock.advance(1);
    expect(await prober.probe('ollama')).toMatchObject({ checkedAtMs: first.checkedAtMs + 1_000 });
    expect(asked).toEqual(['ollama', 'ollama']);
  });

  it('returns a failure for a second too', async () => {
    const { prober, asked } = setUp(failing('connection'));
    const first = await prober.probe('ollama');
    expect(await prober.probe('ollama')).toBe(first);
    expect(asked).toEqual(['ollama']);
  });

  it('runs at most twenty probes at once, and the others in order after them', async () => {
    const open: (() => void)[] = [];
    const { prober, asked } = setUp(() => new Promise((resolve) => open.push(() => resolve([]))));
    const ids = Array.from({ length: 45 }, (_, index) => `provider-${index}`);
    const probes = ids.map((id) => prober.probe(id));
    await Promise.resolve();
    expect(asked).toEqual(ids.slice(0, 20));
    for (let ended = 0; ended < ids.length; ended++) {
      open[ended]?.();
      await probes[ended];
      await new Promise(setImmediate);
      expect(asked).toEqual(ids.slice(0, Math.min(ids.length, 21 + ended)));
    }
    await Promise.all(probes);
  });

  it('probes local providers at the start and every half minute, other providers only in doubt', async () => {
    const { prober, clock, asked, doubted } = setUp(async () => []);
    prober.start();
    prober.start();
    await clock.advance(0);
    expect(asked).toEqual(['ollama']);
    await clock.advance(30_000);
    expect(asked).toEqual(['ollama', 'ollama']);
    doubted.add('openai');
    await clock.advance(30_000);
    expect(asked).toEqual(['ollama', 'ollama', 'ollama', 'openai']);
    prober.close();
    await clock.advance(90_000);
    expect(asked).toHaveLength(4);
    expect(clock.waiting).toBe(0);
  });

  it('ends a probe when it is closed, and does not report it', async () => {
    const { prober, told } = setUp(() => new Promise(() => {}));
    const probing = prober.probe('ollama');
    prober.close();
    expect(await probing).toMatchObject({ isReachable: false });
    expect(told).toEqual([]);
  });
});
