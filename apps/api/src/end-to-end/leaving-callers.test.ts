import { countOutputTokens } from '@penstock/router';
import type { DialectName, SeenRequest, Simulator } from '@penstock/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { billedUsd } from './budget-stage.ts';
import { chatCompletionsEndpoint } from './chat-completions-endpoint.ts';
import { type LeavingCaller, leavingCallers } from './leaving-callers.ts';
import { type RecordedGeneration, readGeneration } from './read-generation.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const words = 'the river runs down and the gate is open when the day is long'.split(' ');
/** A thousand words. Each is one token for the simulator and for the tokenizer of this service. */
const thousand = Array.from({ length: 1_000 }, (_, index) => words[index % words.length]).join(' ');
const prompt = `Repeat after me: "${thousand}"`;
const dialects: readonly DialectName[] = ['openai', 'responses', 'anthropic', 'google', 'cohere', 'ollama'];

/** One chain per dialect, and a chain of two models with an interrupted first model. */
function policy(simulator: Simulator): string {
  const price = 'price: { input_per_mtok: 10, output_per_mtok: 100 }';
  const facts = `{ context_window: 32768, max_output_tokens: 4096, quality: 0.7, ${price} }`;
  const provider = (dialect: DialectName) =>
    `  sim-${dialect}: { dialect: ${dialect}, base_url: "${simulator.baseUrl(dialect)}", api_key: key }`;
  return `providers:
${dialects.map(provider).join('\n')}
models:
${dialects.map((dialect) => `  sim-${dialect}: { gpt-4o-100tps: ${facts}, gpt-4o-cut: ${facts} }`).join('\n')}
routing_rules:
  chains:
${dialects.map((dialect) => `    ${dialect}: [sim-${dialect}/gpt-4o-100tps]`).join('\n')}
    cut: [sim-openai/gpt-4o-cut, sim-anthropic/gpt-4o-cut]
cost_controls: { daily_budget: 1000 }
`;
}

let penstock: TestPenstock;
beforeAll(async () => {
  // Without a grace time, a broken connection counts as a caller that leaves.
  const environment = { PENSTOCK_READER_GRACE_MS: '0' };
  const simulators = [{ pace: { firstTokenMs: 20, tokensPerSecond: 0 } }];
  penstock = await startPenstock({ policy, simulators, environment });
});
afterAll(() => penstock.close());

async function ended(id: string): Promise<RecordedGeneration> {
  return vi.waitFor(async () => {
    const generation = await readGeneration(penstock, id);
    expect(generation.status).not.toBe('RUNNING');
    return generation;
  }, 20_000);
}

/** The ledger's rows of a generation, one per charge. */
async function chargesOf(generationId: string): Promise<readonly number[]> {
  const rows = await penstock.services.prisma.modelUsage.findMany({ where: { generationId } });
  return rows.map(({ costUsd }) => Number(costUsd));
}

async function spentUsd(): Promise<number> {
  const [budget] = await penstock.services.budgets.list();
  return Number(budget?.spentUsd);
}

async function leave(
  caller: LeavingCaller,
  chain: string,
): Promise<{ id: string; seen: SeenRequest; spentUsd: number }> {
  const before = await spentUsd();
  const from = penstock.simulator.requests().length;
  const id = await caller(penstock, { prompt, chain, afterWords: 10 });
  await ended(id);
  await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0));
  const [seen, ...others] = penstock.simulator.requests().slice(from);
  expect(others).toEqual([]);
  if (seen === undefined) throw new Error('The simulator saw nothing.');
  return { id, seen, spentUsd: (await spentUsd()) - before };
}

describe('a caller that closes its socket at token 10 of 1,000', () => {
  it('requests words of one token each in both tokenizers', () => {
    expect(countOutputTokens(thousand, { name: 'gpt-4o' })).toBe(1_000);
  });

  it.each(Object.entries(leavingCallers))("is charged the upstream's bill once: %s", async (_, caller) => {
    const { id, seen, spentUsd } = await leave(caller, 'openai');
    const billed = billedUsd([seen]);
    expect(seen).toMatchObject({ state: 'aborted' });
    expect(seen.tokensSent).toBeGreaterThanOrEqual(10);
    expect(seen.tokensSent).toBeLessThan(500);
    expect(await chargesOf(id)).toEqual([expect.closeTo(billed, 12)]);
    expect(spentUsd).toBeCloseTo(billed, 9);
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED', attempts: [{ estimated: true }] });
  });

  it.each(dialects)('is charged the bill of the upstream once: %s', async (dialect) => {
    const { id, seen } = await leave(leavingCallers.v1 as LeavingCaller, dialect);
    expect(await chargesOf(id)).toEqual([expect.closeTo(billedUsd([seen]), 12)]);
  });
});

it('an answer that another model continues costs the bills of both upstreams', async () => {
  const from = penstock.simulator.requests().length;
  penstock.simulator.script('gpt-4o-cut', ['cut:10', null]);
  const result = await chatCompletionsEndpoint.send(penstock, { prompt, chain: 'cut' });
  expect(result).toMatchObject({ text: thousand, end: { type: 'completed' } });
  const seen = penstock.simulator.requests().slice(from);
  expect(seen.map(({ tokensSent }) => tokensSent)).toEqual([10, 1_000]);
  const charges = await chargesOf(result.generationId ?? '');
  expect(charges).toEqual(seen.map((one) => expect.closeTo(billedUsd([one]), 12)));
});
