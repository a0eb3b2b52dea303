import { expect, test } from 'vitest';
import { noPromtool, promtool } from '../testing/promtool.ts';
import { sampleAttempt } from '../testing/sample-generation.ts';
import { Metrics, mostLabelledModels } from './metrics.ts';

/** Metrics after one event of each kind. */
function filled(): Metrics {
  const metrics = new Metrics();
  metrics.read({
    modelIds: () => ['openai/gpt-4o', 'mistral/large', 'ollama/llama'],
    breakerState: (modelId) =>
      modelId === 'openai/gpt-4o' ? 'OPEN' : modelId === 'mistral/large' ? 'HALF_OPEN' : 'CLOSED',
    openStreams: () => 3,
    runningGenerations: () => 2,
    ledgerQueue: () => ({ count: 7, oldestMs: 250 }),
    isJournaling: () => true,
  });
  metrics.requestEnded('/graphql', 200);
  metrics.requestEnded('/v1/chat/completions', null);
  metrics.attemptEnded(attempt({}));
  metrics.attemptEnded(attempt({ outcome: 'failed', errorKind: 'overloaded', cost: null, firstTokenMs: null }));
  metrics.attemptEnded(attempt({ outcome: 'skipped', cost: null }));
  metrics.generationEnded({ status: 'COMPLETED', code: null });
  metrics.generationEnded({ status: 'REFUSED', code: 'BUDGET_EXCEEDED' });
  metrics.ledgerFlushed(12);
  metrics.eventLoopDelayed(3);
  return metrics;
}

function attempt(changes: Partial<ReturnType<typeof sampleAttempt>>) {
  const tokens = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 2 };
  const cost = { ...sampleAttempt().cost, totalUsd: 0.25 } as ReturnType<typeof sampleAttempt>['cost'];
  const facts = { modelId: 'openai/gpt-4o', providerId: 'openai', latencyMs: 1_500, firstTokenMs: 200 };
  return { ...sampleAttempt(), outcome: 'succeeded' as const, ...facts, tokens, cost, ...changes };
}

test('each delay of the event loop is counted once, before and after a scrape', async () => {
  const metrics = filled();
  await metrics.write();
  for (let count = 0; count < 249; count++) metrics.eventLoopDelayed(3);
  expect(await metrics.write()).toContain('penstock_event_loop_delay_seconds_count 250');
});

test('each metric is written with its labels', async () => {
  const lines = (await filled().write()).split('\n');
  const of = 'provider="openai",model="openai/gpt-4o"';
  for (const line of [
    'penstock_requests_total{endpoint="/graphql",status="200"} 1',
    'penstock_requests_total{endpoint="/v1/chat/completions",status="none"} 1',
    `penstock_attempts_total{${of},outcome="succeeded"} 1`,
    `penstock_attempts_total{${of},outcome="failed"} 1`,
    `penstock_attempts_total{${of},outcome="skipped"} 1`,
    `penstock_tokens_total{${of},bucket="input"} 20`,
    `penstock_tokens_total{${of},bucket="cached_input"} 8`,
    `penstock_tokens_total{${of},bucket="reasoning"} 4`,
    `penstock_cost_usd_total{${of}} 0.25`,
    `penstock_unpriced_attempts_total{${of}} 1`,
    `penstock_attempt_duration_seconds_count{${of}} 2`,
    `penstock_attempt_duration_seconds_bucket{le="2.5",${of}} 2`,
    `penstock_first_token_seconds_count{${of}} 1`,
    'penstock_generations_total{status="completed",code="none"} 1',
    'penstock_generations_total{status="refused",code="BUDGET_EXCEEDED"} 1',
    'penstock_breaker_state{model="openai/gpt-4o"} 2',
    'penstock_breaker_state{model="mistral/large"} 1',
    'penstock_breaker_state{model="ollama/llama"} 0',
    'penstock_open_streams 3',
    'penstock_running_generations 2',
    'penstock_queue_length{queue="ledger"} 7',
    'penstock_ledger_lag_seconds 0.25',
    'penstock_ledger_journaling 1',
    'penstock_ledger_flush_seconds_count 1',
    'penstock_event_loop_delay_seconds_count 1',
  ]) {
    expect(lines).toContain(line);
  }
});

test.skipIf(noPromtool !== '')(`promtool has no complaint about them${noPromtool}`, async () => {
  expect(promtool(['check', 'metrics'], await filled().write())).toBe('');
});

test('models beyond the maximum share one series', async () => {
  const metrics = new Metrics();
  for (let index = 0; index < mostLabelledModels + 50; index++) {
    metrics.attemptEnded(attempt({ modelId: `openai/m${index}` }));
  }
  const series = (await metrics.write()).split('\n').filter((line) => line.startsWith('penstock_attempts_total{'));
  expect(series).toHaveLength(mostLabelledModels + 1);
  expect(series.at(-1)).toBe('penstock_attempts_total{provider="openai",model="other",outcome="succeeded"} 50');
});
