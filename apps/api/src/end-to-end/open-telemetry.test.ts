import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../testing/start-collector.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { modelId, type Stage, seenBy, setStage, stagePolicy } from './stage.ts';

const stage: Stage = { name: 'traced', models: [{ key: 'bad', faults: ['quota'], isForever: true }, { key: 'good' }] };
const prompt = 'a prompt that no trace may hold';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const callersSpan = 'b7ad6b7169203331';

let collector: Collector;
let penstock: TestPenstock;

beforeAll(async () => {
  collector = await startCollector();
  penstock = await startPenstock({
    policy: (simulator) => {
      if (simulator === undefined) throw new Error('There is a simulator by default.');
      return stagePolicy([stage], simulator);
    },
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    },
  });
  setStage(stage, penstock.simulator);
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await collector.close();
});

function chat(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${penstock.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: penstock.authorization, ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: prompt }], max_tokens: 16, ...body }),
  });
}

const spansOf = (trace: string) => collector.spans.filter((span) => span.traceId === trace);

test('a request is one trace of its caller: request, plan, reservation, attempts, settlement', async () => {
  const answer = await chat(
    { model: stage.name, temperature: 0.5 },
    { traceparent: `00-${traceId}-${callersSpan}-01`, 'x-penstock-session': 'talk-7' },
  );
  expect(answer.status).toBe(200);
  const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
  await expect.poll(() => spansOf(traceId).length).toBe(6);

  const spans = spansOf(traceId);
  const request = spans.find(({ kind }) => kind === 2);
  expect(request).toMatchObject({
    name: 'generate /v1/chat/completions',
    parentSpanId: callersSpan,
    isError: false,
    attributes: {
      'http.route': '/v1/chat/completions',
      'gen_ai.conversation.id': 'talk-7',
      'penstock.generation.id': answer.headers.get('x-penstock-generation-id'),
      'penstock.status': 'COMPLETED',
      'penstock.model.served': modelId(stage, 'good'),
      'penstock.attempts': 2,
    },
  });
  expect(spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['plan', 'reserve', 'settlement', 'chat traced-bad', 'chat traced-good']),
  );
  expect(spans.find(({ name }) => name === 'chat traced-bad')).toMatchObject({
    kind: 3,
    isError: true,
    attributes: { 'error.type': expect.any(String), 'penstock.attempt.number': 1 },
  });
  const good = spans.find(({ name }) => name === 'chat traced-good');
  expect(good).toMatchObject({
    kind: 3,
    isError: false,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'traced-good',
      'gen_ai.request.model': 'traced-good',
      'gen_ai.request.max_tokens': 16,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.output.type': 'text',
      'gen_ai.response.model': expect.any(String),
      'gen_ai.response.finish_reasons': [expect.any(String)],
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.usage.output_tokens': expect.any(Number),
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    },
  });
  // The provider received the span of its call.
  const [seen] = seenBy(stage, 'good', penstock.simulator);
  expect(seen?.headers.traceparent).toBe(`00-${traceId}-${good?.spanId}-01`);

  const text = collector.received.join('\n');
  expect(text).not.toContain(prompt);
  expect(text).not.toContain(choices[0]?.message.content);
  expect(text).not.toContain(penstock.key);
});

test('a caller that does not sample gets no spans, and its provider receives the same decision', async () => {
  const unsampled = '1af7651916cd43dd8448eb211c80319c';
  await chat({ model: modelId(stage, 'good') }, { traceparent: `00-${unsampled}-${callersSpan}-00` });
  const seen = seenBy(stage, 'good', penstock.simulator).at(-1);
  expect(seen?.headers.traceparent).toMatch(new RegExp(`^00-${unsampled}-[0-9a-f]{16}-00$`));
  const before = collector.received.length;
  await expect.poll(() => collector.received.length).toBeGreaterThan(before);
  expect(spansOf(unsampled)).toEqual([]);
});

test('a refused request is its own trace, with its error', async () => {
  await chat({ model: 'nothing/of-this-name' });
  const refused = () => collector.spans.find(({ attributes }) => attributes['penstock.status'] === 'REFUSED');
  await expect.poll(refused).toBeDefined();
  expect(refused()).toMatchObject({ isError: true, kind: 2, attributes: { 'error.type': expect.any(String) } });
});

test('metrics have the names, units and attributes of the GenAI conventions', async () => {
  const wanted = {
    'gen_ai.client.operation.duration': 's',
    'gen_ai.client.operation.time_to_first_chunk': 's',
    'gen_ai.client.token.usage': '{token}',
  };
  const named = (name: string) => collector.metrics.findLast((metric) => metric.name === name);
  for (const [name, unit] of Object.entries(wanted)) {
    await expect.poll(() => named(name)).toMatchObject({ unit });
    expect(named(name)?.points).toContainEqual(
      expect.objectContaining({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'traced-good',
        'gen_ai.request.model': 'traced-good',
      }),
    );
  }
  const types = named('gen_ai.client.token.usage')?.points.map((point) => point['gen_ai.token.type']);
  expect(new Set(types)).toEqual(new Set(['input', 'output']));
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'penstock' });
});
