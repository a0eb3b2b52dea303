import { afterEach, expect, it } from 'vitest';
import { type WebSocket as Connection, WebSocket, WebSocketServer } from 'ws';
import { createPenstock } from './penstock.ts';

type Script = (input: Record<string, unknown>, connection: Connection) => AsyncIterable<object> | readonly object[];

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

/** A service that answers each operation by a script, which may break its connection. */
function startScripted(script: Script) {
  const inputs: Record<string, unknown>[] = [];
  const server = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' });
  opened.push(server);
  server.on('connection', (connection) => {
    const send = (message: object): void => connection.send(JSON.stringify(message));
    connection.on('message', async (data) => {
      const { type, id, payload } = JSON.parse(String(data));
      if (type === 'connection_init') send({ type: 'connection_ack' });
      if (type !== 'subscribe') return;
      const input = payload.variables.input ?? payload.variables;
      inputs.push(input);
      for await (const event of script(input, connection)) {
        send({ id, type: 'next', payload: 'errors' in event ? event : { data: { event } } });
      }
      if (connection.readyState === WebSocket.OPEN) send({ id, type: 'complete' });
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  const client = createPenstock({
    url: `http://127.0.0.1:${address.port}`,
    key: 'key',
    webSocketImpl: WebSocket,
    retryForMs: 500,
  });
  opened.push({ close: () => void client.close() });
  return { client, inputs };
}

async function readAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const event = (number: number, type: string, rest: object = {}) => {
  return { generationId: 'g', number, follows: number - 1, type, ...rest };
};
const said = (number: number) => event(number, 'TextDelta', { text: String(number) });
const whole = (number: number) => event(number, 'GenerationCompleted', { generation: { id: 'g' } });

it('gives each operation an id, and continues after the last event', async () => {
  const { client, inputs } = startScripted(async function* ({ after }, connection) {
    if (after === undefined) {
      yield* [event(1, 'GenerationStarted'), said(2)];
      connection.terminate();
      return;
    }
    yield* [said(3), whole(4)];
  });
  const events = await readAll(client.generate({ prompt: 'Hello' }));
  expect(events.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  const [first, second] = inputs;
  expect(first).toEqual({ prompt: 'Hello', clientId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(second).toEqual({ ...first, after: 2 });
});

it('ignores repeated events', async () => {
  const { client } = startScripted(() => [said(1), said(1), said(2), whole(3)]);
  const events = await readAll(client.generate({ prompt: 'Hello', clientId: 'mine' }));
  expect(events.map(({ number }) => number)).toEqual([1, 2, 3]);
});

it.each([
  [
    'a generation that failed',
    event(1, 'GenerationFailed', { errorCode: 'BUDGET_EXCEEDED', errorMessage: 'Full.', generation: { id: 'g' } }),
    { code: 'BUDGET_EXCEEDED', message: 'Full.', generationId: 'g' },
  ],
  ['a cancelled generation', event(1, 'GenerationCancelled', { generation: { id: 'g' } }), { code: 'CANCELLED' }],
  [
    'a refusal',
    { errors: [{ message: 'Slow down.', extensions: { code: 'RATE_LIMITED', retryAfterMs: 900 } }] },
    { code: 'RATE_LIMITED', retryAfterMs: 900 },
  ],
  ['an error without a code', { errors: [{ message: 'Oh.' }] }, { code: 'INTERNAL', message: 'Oh.' }],
  ['a stream without an end', said(1), { code: 'INTERNAL', generationId: 'g' }],
])('throws %s', async (_, answer, error) => {
  const { client } = startScripted(() => [answer]);
  await expect(readAll(client.generate({ prompt: 'Hello' }))).rejects.toMatchObject(error);
});

it('reports the interruption once, and gives up after a while', async () => {
  const told: boolean[] = [];
  let count = 0;
  const { client } = startScripted(async function* (_input, connection) {
    if (count++ === 0) yield said(1);
    connection.terminate();
  });
  const events = client.generate({ prompt: 'Hello' }, { onInterruption: (isLost) => void told.push(isLost) });
  await expect(readAll(events)).rejects.toMatchObject({ code: 'UNREACHABLE', generationId: 'g' });
  expect(told).toEqual([true]);
  expect(count).toBeGreaterThan(2);
});

it('does not start an operation that was already aborted', async () => {
  const { client, inputs } = startScripted(() => []);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(client.attach('g', { signal }).next()).rejects.toThrow('enough');
  expect(inputs).toEqual([]);
});

it('attaches after a number, and cancels by id', async () => {
  const { client, inputs } = startScripted(() => [whole(9)]);
  expect(await readAll(client.attach('g', { after: 8 }))).toHaveLength(1);
  await client.cancel('g');
  expect(inputs).toEqual([{ id: 'g', after: 8 }, { id: 'g' }]);
});
