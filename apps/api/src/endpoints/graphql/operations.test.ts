import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../errors/service-error.ts';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { hello } from '../../testing/fake-services.ts';
import { sampleAttempt, sampleGeneration } from '../../testing/sample-generation.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('queries', () => {
  test('list models with all their facts, and read their usage once', async () => {
    server.services.usageQueries.length = 0;
    const { data, errors } = await server.query(`{ models {
      id name displayName contextWindow maxOutputTokens capabilities tags useCases quality qualitySource
      price { inputPerMTok cachedInputPerMTok cacheWritePerMTok outputPerMTok source
        tiers { aboveInputTokens inputPerMTok outputPerMTok } }
      expectedFirstTokenMs expectedTokensPerSecond local active configured available takesPrefill thinksFirst releasedAt
      provider { id configured setupHint models { id } }
      deployments { id provider upstreamName weight }
      health { model status reason breaker successRate p50LatencyMs checkedAt retryAt }
      usage(days: 30) { calls costUsd totalTokens }
    } }`);

    expect(errors).toBeUndefined();
    expect(data.models.map(({ id }: { id: string }) => id)).toEqual([
      'openai/gpt-4o-mini',
      'anthropic/claude-sonnet',
      'ollama/llama3',
    ]);
    expect(data.models[0]).toMatchObject({
      qualitySource: 'ARENA',
      price: {
        inputPerMTok: '0.15',
        outputPerMTok: '0.6',
        tiers: [{ aboveInputTokens: 100_000, inputPerMTok: '0.3' }],
      },
      available: true,
      usage: { calls: 3, costUsd: '0.000003', totalTokens: 5_000_000_000 },
    });
    expect(data.models[1]).toMatchObject({
      available: false,
      provider: { configured: false, setupHint: 'set ANTHROPIC_API_KEY', models: [{ id: 'anthropic/claude-sonnet' }] },
      usage: { calls: 0, costUsd: '0' },
    });
    expect(data.models[2].price).toBeNull();
    expect(server.services.usageQueries).toEqual([{ days: 30, groupBy: ['MODEL'] }]);
  });

  test('find a model by its bare name, and return null for an unknown model', async () => {
    const { data } = await server.query('{ known: model(id: "llama3") { id } unknown: model(id: "x/y") { id } }');
    expect(data).toEqual({ known: { id: 'ollama/llama3' }, unknown: null });
  });

  test('list providers without their keys, chains with their models, and the viewer', async () => {
    const { data } = await server.query(`{
      providers { id displayName dialect baseUrl local configured }
      chains { name description models { id } }
      viewer { role workspaceId }
    }`);

    expect(data.providers[2]).toMatchObject({ id: 'ollama', local: true, baseUrl: 'http://127.0.0.1:11434' });
    expect(JSON.stringify(data)).not.toContain('secret-key-of-a-provider');
    expect(data.chains[0]).toMatchObject({
      name: 'HIGH_QUALITY',
      models: [{ id: 'anthropic/claude-sonnet' }, { id: 'openai/gpt-4o-mini' }],
    });
    expect(data.viewer).toEqual({ role: 'ADMIN', workspaceId: null });
  });

  test('recommend models for a purpose', async () => {
    const { data } = await server.query(`{ recommendations(input: { taskType: "code_generation", contextLength: 5000,
      costPreference: LOW, requiredCapabilities: ["code"], limit: 2 }) {
        items { rank model { id } score scores { cost quality latency } estimatedCostUsd estimatedLatencyMs reasons }
        exclusions { model { id } modelId rule reason } } }`);

    expect(data.recommendations.items).toHaveLength(2);
    expect(data.recommendations.items[0]).toMatchObject({ rank: 1, estimatedCostUsd: '0.000125' });
    expect(data.recommendations.exclusions).toEqual([
      { model: null, modelId: 'x/y', rule: 'unknown', reason: "no model of the catalog is called 'x/y'" },
    ]);
    expect(server.services.recommended).toEqual([
      {
        taskType: 'code_generation',
        contextLength: 5000,
        costPreference: 'LOW',
        requiredCapabilities: ['code'],
        strategy: null,
        limit: 2,
      },
    ]);
  });

  test('plan a request without running it', async () => {
    const { data } = await server.query(`{ plan(input: { prompt: "Hello" }) { strategy chain inputTokens
      candidates { modelId model { id } score scores { cost } estimatedCostUsd worstCaseCostUsd estimatedLatencyMs reason }
      exclusions { modelId model { id } rule reason } } }`);

    expect(data.plan).toMatchObject({
      strategy: 'BALANCED',
      inputTokens: 12,
      candidates: [{ modelId: 'openai/gpt-4o-mini', estimatedCostUsd: '0.00021', reason: expect.any(String) }],
      exclusions: [{ rule: 'not-configured', model: null }],
    });
  });

  test('report usage', async () => {
    const { data } = await server.query(`{ usage(input: { days: 30, groupBy: [MODEL], interval: DAY }) { from to
      totals { calls failures successRate inputTokens costUsd unpricedCalls averageLatencyMs p95FirstTokenMs fallbacks }
      groups { model provider totals { calls } } series { at totals { calls } } } }`);

    expect(data.usage).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      totals: { calls: 3, inputTokens: 4_000_000_000, costUsd: '0.000003', p95FirstTokenMs: null },
      groups: [{ model: 'openai/gpt-4o-mini', provider: null, totals: { calls: 3 } }],
      series: [{ at: '2026-01-01T00:00:00.000Z' }],
    });
  });

  test.each([
    ['{ usage(input: { days: 30 }) { totals { calls averageLatencyMs } } }', false],
    ['{ usage(input: { days: 30 }) { series { totals { p95LatencyMs } } } }', true],
    [
      '{ usage(input: { days: 30 }) { totals { ...Times } } } fragment Times on UsageTotals { averageFirstTokenMs }',
      true,
    ],
  ])('read the latency percentiles only if selected: %s', async (text, withSpread) => {
    server.services.usageQueries.length = 0;
    expect((await server.query(text)).errors).toBeUndefined();
    expect(server.services.usageQueries).toMatchObject([{ withSpread }]);
  });
});

describe('health', () => {
  test('has rounded figures, and times in ISO 8601', async () => {
    server.services.health.set('ollama/llama3', {
      status: 'SLOW',
      reason: 'slower than expected',
      successRate: 0.98,
      p50LatencyMs: 812.4,
      p95LatencyMs: 1_500.6,
      firstTokenMs: 199.5,
      checkedAtMs: Date.parse('2026-01-01T00:00:00Z'),
    });
    const { data } = await server.query(`{ model(id: "llama3") { health { status reason successRate p50LatencyMs
      p95LatencyMs firstTokenMs tokensPerSecond checkedAt retryAt } } }`);

    expect(data.model.health).toEqual({
      status: 'SLOW',
      reason: 'slower than expected',
      successRate: 0.98,
      p50LatencyMs: 812,
      p95LatencyMs: 1501,
      firstTokenMs: 200,
      tokensPerSecond: null,
      checkedAt: '2026-01-01T00:00:00.000Z',
      retryAt: null,
    });
  });
});

describe('mutations', () => {
  const generate = `mutation ($input: GenerateInput!) { generate(input: $input) { id status text reasoning json model
    provider finishReason rawFinishReason errorCode toolCalls { id name arguments } usage { inputTokens totalTokens }
    cost { totalUsd inputUsd outputUsd priceSource } latencyMs firstTokenMs createdAt settledAt workspaceId metadata
    plan { candidates { modelId reason } inputTokens } attempts { number model outcome errorCode costUsd startedAt } } }`;

  test('generate an answer and return it whole', async () => {
    const { data, errors } = await server.query(generate, { input: { prompt: 'Hi', metadata: { run: 7 } } });

    expect(errors).toBeUndefined();
    expect(data.generate).toMatchObject({
      status: 'COMPLETED',
      text: 'Hello, world',
      finishReason: 'STOP',
      usage: { totalTokens: 30 },
      cost: { totalUsd: '0.0000135', inputUsd: '0.0000015', outputUsd: '0.000012', priceSource: 'genai-prices@0.1.8' },
      latencyMs: 820,
      workspaceId: 'default',
      metadata: { run: 7 },
      plan: {
        candidates: [
          { modelId: 'openai/gpt-4o-mini', reason: 'cost 0.90 (1 is the cheapest); about 1.9 s and $0.00021' },
        ],
      },
      attempts: [{ number: 1, outcome: 'SUCCEEDED', costUsd: '0.0000135' }],
    });
  });

  test('throw the failure of a generation, with every attempt', async () => {
    const attempts = [sampleAttempt({ outcome: 'failed', errorKind: 'rate-limit', errorMessage: 'Too many.' })];
    server.services.generations.script = () => [
      { fail: { code: 'ALL_MODELS_FAILED', message: 'Every model failed.' }, attempts },
    ];
    const { data, errors } = await server.query(generate, { input: { prompt: 'Hi' } });
    server.services.generations.script = () => hello;

    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Every model failed.',
        path: ['generate'],
        extensions: {
          code: 'ALL_MODELS_FAILED',
          generationId: expect.any(String),
          attempts: [expect.objectContaining({ number: 1, outcome: 'FAILED', errorCode: 'RATE_LIMIT' })],
          requestId: expect.any(String),
        },
      }),
    ]);
  });

  test('pass on the reason if a request was not admitted', async () => {
    server.services.generations.script = () => {
      throw new ServiceError('NO_MODEL_AVAILABLE', 'No model can serve this.', { details: { exclusions: [] } });
    };
    const { errors } = await server.query(generate, { input: { prompt: 'Hi' } });
    server.services.generations.script = () => hello;

    expect(errors?.[0]).toMatchObject({ extensions: { code: 'NO_MODEL_AVAILABLE', exclusions: [] } });
  });

  test('start a detached generation, find it, and cancel it', async () => {
    server.services.generations.script = () => [{ text: 'Once' }, { waitMs: 60_000 }];
    const started = await server.query(
      'mutation { startGeneration(input: {prompt: "x"}) { id status settledAt cost { totalUsd } } }',
    );
    const { id } = started.data.startGeneration;
    await expect
      .poll(async () => (await server.query(`{ generation(id: "${id}") { status text } }`)).data.generation)
      .toEqual({ status: 'RUNNING', text: 'Once' });
    const cancelled = await server.query(`mutation { cancelGeneration(id: "${id}") { status text } }`);
    server.services.generations.script = () => hello;

    expect(started.data.startGeneration).toMatchObject({ status: 'RUNNING', settledAt: null, cost: null });
    expect(cancelled.data.cancelGeneration).toEqual({ status: 'CANCELLED', text: 'Once' });
  });

  test('return tool calls with parsed arguments, or with their text if the model wrote no JSON', async () => {
    server.services.generations.run = async (request) =>
      sampleGeneration({
        request,
        finishReason: 'tool-calls',
        toolCalls: [
          { id: 'c1', name: 'look', arguments: '{"at":"it"}' },
          { id: 'c2', name: 'look', arguments: '{"at":' },
        ],
      });
    const { data } = await server.query(generate, { input: { prompt: 'Hi' } });
    Reflect.deleteProperty(server.services.generations, 'run');

    expect(data.generate).toMatchObject({
      finishReason: 'TOOL_CALLS',
      toolCalls: [
        { id: 'c1', name: 'look', arguments: { at: 'it' } },
        { id: 'c2', name: 'look', arguments: '{"at":' },
      ],
    });
  });

  test('refuse to cancel an unknown generation', async () => {
    const { errors } = await server.query('mutation { cancelGeneration(id: "nope") { id } }');
    expect(errors?.[0]).toMatchObject({ message: "There is no generation 'nope'.", extensions: { code: 'NOT_FOUND' } });
  });

  test('probe a model, a provider or all', async () => {
    server.services.checkedHealth.length = 0;
    const { data } = await server.query(`mutation {
      one: checkHealth(model: "llama3") { provider model status latencyMs message }
      two: checkHealth(provider: "openai") { status }
      all: checkHealth { status }
    }`);

    expect(data.one).toEqual([
      { provider: 'openai', model: null, status: 'AVAILABLE', latencyMs: 42, message: 'Lists 3 models.' },
    ]);
    expect(server.services.checkedHealth).toEqual([
      { modelId: 'ollama/llama3', providerId: null },
      { modelId: null, providerId: 'openai' },
      { modelId: null, providerId: null },
    ]);
  });

  test.each([
    ['mutation { checkHealth(model: "lama3") { status } }', "model is 'lama3', which is not in the catalog."],
    ['mutation { checkHealth(provider: "opnai") { status } }', "Did you mean 'openai'?"],
    ['mutation { generate(input: {prompt: ""}) { id } }', 'input.prompt is empty: say what to generate.'],
    ['{ models { usage(days: 91) { calls } } }', 'days must be 1 to 90, not 91.'],
    ['{ recommendations(input: {limit: 0}) { items { rank } } }', 'input.limit must be 1 to 100, not 0.'],
    ['{ plan(input: {prompt: "x", costLimitUsd: "much"}) { chain } }', 'Decimal must be a number'],
    ['{ usage(input: {from: "yesterday"}) { from } }', 'DateTime must be ISO 8601'],
    [
      '{ plan(input: {messages: [{role: USER, parts: [{text: "a", imageUrl: "b"}]}]}) { chain } }',
      'does not belong to a part of the type TEXT',
    ],
  ])('and queries report the error in their input: %s', async (query, message) => {
    const { errors } = await server.query(query);
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('with an internal error return only a reference', async () => {
    server.logged.length = 0;
    const { errors } = await server.query('{ generation(id: "01a1fc0d-639c-7659-a51f-3cc80b0a1f91") { id } }');
    const reference = errors?.[0]?.extensions.reference;

    expect(errors?.[0]).toMatchObject({ extensions: { code: 'INTERNAL', reference: expect.any(String) } });
    expect(JSON.stringify(errors)).not.toContain('no database');
    expect(server.logged).toEqual([expect.objectContaining({ facts: expect.objectContaining({ reference }) })]);
  });
});

describe('a key that is bound to a workspace', () => {
  test('sees and pays for its own workspace only', async () => {
    const viewer = buildViewer({ workspaceId: 'acme', apiKeyId: 'k1' });
    const bound = await startTestServer({ access: accessAs(viewer) });
    const { data: own } = await bound.query('mutation { generate(input: {prompt: "x"}) { id workspaceId } }');
    const { generations, usageQueries } = bound.services;
    const asked = requestOf(bound);
    const caller = { ...asked.caller, workspaceId: 'other' };
    const foreign = await generations.start({ ...asked, caller });
    const { data, errors } = await bound.query(`{
      own: generation(id: "${own.generate.id}") { workspaceId }
      foreign: generation(id: "${foreign.id}") { workspaceId }
      usage(input: {}) { totals { calls } }
    }`);
    const others = await bound.query('{ usage(input: {workspaceId: "other"}) { totals { calls } } }');

    expect(errors).toBeUndefined();
    expect(others.errors?.[0]).toMatchObject({
      message: "There is no workspace 'other'.",
      extensions: { code: 'NOT_FOUND' },
    });
    expect(data).toMatchObject({ own: { workspaceId: 'acme' }, foreign: null });
    expect(usageQueries.at(-1)).toMatchObject({ workspaceId: 'acme' });
    expect(generations.requests[0]).toMatchObject({ caller: { workspaceId: 'acme', apiKeyId: 'k1' } });
    await bound.close();
  });

  function requestOf({ services }: TestServer) {
    const [request] = services.generations.requests;
    if (request === undefined) throw new Error('Nothing was started yet.');
    return request;
  }
});
