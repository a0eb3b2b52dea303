import type { Message } from '@penstock/providers';
import { describe, expect, it, vi } from 'vitest';
import { FakeHealth } from '../../testing/fake-services.ts';
import { sampleAccount } from '../../testing/sample-account.ts';
import { sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { createPlanner, plan } from './plan.ts';
import type { Planned } from './stage.ts';

const rules = sampleRules(
  `models:
  openai:
    vectors: { capabilities: [embeddings], quality: 0.5, context_window: 100, price: { input_per_mtok: 1, output_per_mtok: 0 } }
    dear: { capabilities: [code], quality: 0.9, price: { input_per_mtok: 100, output_per_mtok: 100 } }
    cheap: { capabilities: [code], quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 1 } }
`,
  { environment: { OPENAI_API_KEY: 'key' } },
);

const source = { type: 'base64', data: 'AAAA' } as const;
const state = { health: new FakeHealth(), rotation: 0, nowMs: Date.UTC(2026, 0, 1) };
const idsOf = (
  request: Parameters<typeof createPlanner>[0],
  budgets: Parameters<ReturnType<typeof createPlanner>>[0] = null,
) => createPlanner(request, rules, state)(budgets).plan.candidates.map(({ modelId }) => modelId);

describe('the planner of a request', () => {
  const request = sampleRequest({ strategy: 'QUALITY_OPTIMIZED', maxOutputTokens: 10, messages: [] });

  it('plans with the remaining budgets, as often as they change', async () => {
    const remainders = await sampleAccount(0.001).account.readRemainders();
    expect(idsOf(request)).toEqual(['openai/dear', 'openai/cheap']);
    expect(idsOf(request, remainders)).toEqual(['openai/cheap']);
  });

  it('requires the capabilities that the call of a chat needs', () => {
    const tools = [{ name: 'n', description: null, parameters: { type: 'object' } }];
    const { plan } = createPlanner(sampleRequest({ tools }), rules, state)(null);
    expect(plan.exclusions).toContainEqual({
      modelId: 'openai/cheap',
      reason: { code: 'capability', figures: expect.objectContaining({ missing: ['function_calling'] }) },
    });
  });

  it.each([
    ['image', { type: 'image', image: { type: 'url', url: 'https://example.com/a.png' } }, 'vision'],
    ['document', { type: 'file', mediaType: 'application/pdf', source, name: null }, 'pdf'],
    ['sound', { type: 'audio', mediaType: 'audio/wav', source }, 'audio'],
  ] as const)('asks a chat of models that take its %s, of the user and in a result', (_, part, capability) => {
    const result = { role: 'tool', toolCallId: 'c', toolName: 't', isError: false } as const;
    const asked: Message[][] = [[{ role: 'user', parts: [part] }]];
    if (part.type !== 'audio') asked.push([{ ...result, parts: [part] }]);
    for (const messages of asked) {
      const { plan } = createPlanner(sampleRequest({ messages }), rules, state)(null);
      expect(plan.exclusions).toContainEqual({
        modelId: 'openai/cheap',
        reason: { code: 'capability', figures: expect.objectContaining({ missing: [capability] }) },
      });
    }
    expect(idsOf(sampleRequest({ messages: [{ role: 'assistant', parts: [part] }] }))).not.toEqual([]);
  });

  it('gives an embedding one model for vectors, and checks each text alone against its window', () => {
    const call = { type: 'embedding', dimensions: null, purpose: null } as const;
    const long = 'a river and a gate '.repeat(15);
    const embedding = (...texts: string[]) => ({ ...request, call: { ...call, texts } });
    expect(idsOf(embedding(long, long, long))).toEqual(['openai/vectors']);
    expect(idsOf(embedding(long.repeat(10)))).toEqual([]);
  });
});

describe('the stage plan', () => {
  it('passes on the plan, the account, and a planner', async () => {
    const { account, released } = sampleAccount(1);
    const ledger = { ...fakeStageTools().ledger, openAccount: () => account };
    const next = vi.fn(async (_: Planned): Promise<void> => {});
    await plan(askedFor(), next, fakeStageTools({ ledger }));
    const handed = next.mock.calls[0]?.[0];
    expect(handed).toMatchObject({ account, planned: { inputTokens: 7 } });
    expect(handed?.remainders?.refuse({ modelId: 'a/b', deployments: [{ providerId: 'a' }] }, 2)).toMatchObject({
      budget: 'team',
    });
    expect(released).toEqual([]);
  });

  it('releases the reservation if a later stage refuses', async () => {
    const { account, released } = sampleAccount(1);
    const ledger = { ...fakeStageTools().ledger, openAccount: () => account };
    const refused = plan(askedFor(), () => Promise.reject(new Error('no')), fakeStageTools({ ledger }));
    await expect(refused).rejects.toThrow('no');
    expect(released).toEqual([account.generationId]);
  });
});
