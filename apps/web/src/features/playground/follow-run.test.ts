import { afterEach, expect, test, vi } from 'vitest';
import { createGraphqlClient, type GraphqlClient } from '../../graphql/create-graphql-client.ts';
import { type ScriptedApi, type ScriptedFields, startScriptedApi } from '../../testing/start-scripted-api.ts';
import completed from './fixtures/completed.json' with { type: 'json' };
import { followRun } from './follow-run.ts';
import { reduceRun } from './reduce-run.ts';
import type { RunEvent } from './run-documents.ts';
import { hasEnded, type RunState, startRun } from './run-state.ts';
import { readRecording } from './testing/read-recording.ts';

const recording = readRecording(completed);
const wholeText = recording.map((event) => (event.__typename === 'TextDelta' ? event.text : '')).join('');

let api: ScriptedApi;
let client: GraphqlClient;

afterEach(async () => {
  client.close();
  await api.close();
});

/** Follows a generation of an API with these fields: a new generation, or that of a run. `done` resolves at its end. */
async function follow(fields: ScriptedFields, from?: RunState) {
  api = await startScriptedApi(fields);
  client = createGraphqlClient({ address: api.address, onRefusal: () => {} });
  let state = from ?? startRun(Date.now());
  const done = Promise.withResolvers<RunState>();
  const follower = followRun({
    client: client.urql,
    input: from ? null : { prompt: 'Rivers?', clientId: 'one' },
    ...(from ? { from } : {}),
    now: Date.now,
    retryDelayMs: () => 5,
    apply(action) {
      state = reduceRun(state, action);
      if (hasEnded(state)) done.resolve(state);
      return state;
    },
  });
  return { follower, done: done.promise, read: () => state };
}

async function* send(field: string, events: readonly RunEvent[], before?: (event: RunEvent) => unknown) {
  for (const event of events) {
    await before?.(event);
    yield { [field]: event };
  }
}

/** The events of the API's log after a number. */
const eventsAfter = (number: unknown) => recording.filter((event) => event.number > Number(number ?? 0));

const never = () => new Promise<never>(() => {});

/** Breaks the connection in place of an event. */
function breakAt(number: number) {
  return (event: RunEvent) => {
    if (event.number !== number) return;
    api.dropSockets();
    return never();
  };
}

test('a generation is followed to its end', async () => {
  const { done } = await follow({ generate: () => send('generate', recording) });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
  expect(api.subscriptions.map(({ operation }) => operation)).toEqual(['Generate']);
});

test('after a broken connection the stream continues after the last event, and the generation is not started twice', async () => {
  const { done } = await follow({
    generate: () => send('generate', recording, breakAt(8)),
    generation: ({ after }) => send('generation', eventsAfter(after)),
  });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText, link: 'live' });
  expect(api.subscriptions).toEqual([
    expect.objectContaining({ operation: 'Generate' }),
    { operation: 'Attach', variables: { id: recording[0]?.generationId, after: 7 } },
  ]);
});

test('while the API is unreachable the run shows it, and continues when it is back', async () => {
  const { done, read } = await follow({
    generate: () =>
      send('generate', recording, (event) => {
        if (event.number !== 5) return;
        api.setReachable(false);
        api.dropSockets();
        return never();
      }),
    generation: ({ after }) => send('generation', eventsAfter(after)),
  });
  await vi.waitFor(() => expect(read().link).toBe('reconnecting'));
  api.setReachable(true);
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
});

test('a gap in the numbers is filled from the log', async () => {
  const gappy = recording.filter((event) => event.number < 4 || event.number > 6);
  const { done } = await follow({
    generate: () => send('generate', gappy),
    generation: ({ after }) => send('generation', eventsAfter(after)),
  });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
  expect(api.subscriptions[1]?.variables).toMatchObject({ after: 3 });
});

test('a log that merged already applied events is read from the beginning', async () => {
  const [started, ...others] = recording;
  if (!started) throw new Error('The recording is empty.');
  const { done } = await follow({
    generate: () => send('generate', [started, ...others.slice(0, 3), ...others.slice(8)]),
    // The first deltas arrive as one merged delta.
    generation: ({ after }) =>
      send('generation', after === 0 ? recording : [{ ...others[6], follows: 1 } as RunEvent, ...others.slice(7)]),
  });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
  expect(api.subscriptions.map(({ variables }) => variables.after)).toEqual([undefined, 4, 0]);
});

test('a generation whose events are gone is read as a whole', async () => {
  const end = recording.at(-1);
  if (end?.__typename !== 'GenerationCompleted') throw new Error('The recording has no end.');
  const gone = Object.assign(new Error('no events are kept'), { extensions: { code: 'NOT_FOUND' } });
  let asked = 0;
  const { done } = await follow({
    generate: () => send('generate', recording, breakAt(4)),
    // The subscription and the query have a field with the same name.
    generation() {
      asked += 1;
      if (asked === 1) throw gone;
      return { ...end.generation, text: wholeText, reasoning: '', toolCalls: [], plan: {} };
    },
  });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
});

test('a connection that breaks before the first event sends the same request again, with the same client id', async () => {
  let asked = 0;
  const { done } = await follow({
    generate() {
      asked += 1;
      return send('generate', recording, asked === 1 ? breakAt(1) : undefined);
    },
  });
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
  const [first, second] = api.subscriptions;
  expect(first).toMatchObject({ operation: 'Generate', variables: { input: { clientId: 'one' } } });
  expect(second).toEqual(first);
});

test('a run of a page that was left is followed from its last event, and a run that had not begun has failed', async () => {
  const left = recording.slice(0, 5).reduce<RunState>((state, event) => {
    return reduceRun(state, { type: 'event', event, atMs: 0 });
  }, startRun(0));
  const { done } = await follow({ generation: ({ after }) => send('generation', eventsAfter(after)) }, left);
  expect(await done).toMatchObject({ phase: 'completed', text: wholeText });
  expect(api.subscriptions.map(({ operation, variables }) => [operation, variables.after])).toEqual([['Attach', 5]]);

  client.close();
  await api.close();
  const lost = await follow({}, startRun(0));
  expect(await lost.done).toMatchObject({ phase: 'failed', error: { code: 'CONNECTION_LOST' } });
});

test("a refused request ends the run with the API's code and message", async () => {
  const { done } = await follow({
    generate() {
      throw Object.assign(new Error("The budget 'Daily' has $0.01 left."), { extensions: { code: 'BUDGET_EXCEEDED' } });
    },
  });
  expect(await done).toMatchObject({
    phase: 'failed',
    error: { code: 'BUDGET_EXCEEDED', message: "The budget 'Daily' has $0.01 left." },
  });
});

test('cancelling notifies the API and awaits the last event', async () => {
  const end = recording.at(-1);
  if (end?.__typename !== 'GenerationCompleted') throw new Error('The recording has no end.');
  const cancelled = Promise.withResolvers<unknown>();
  const { follower, done, read } = await follow({
    generate: () =>
      send(
        'generate',
        [...recording.slice(0, 5), { ...end, __typename: 'GenerationCancelled', number: 6, follows: 5 }],
        (event) => (event.number === 6 ? cancelled.promise : undefined),
      ),
    cancelGeneration({ id }) {
      cancelled.resolve(id);
      return { id, status: 'RUNNING' };
    },
  });
  await vi.waitFor(() => expect(read().lastNumber).toBe(5));
  follower.cancel();
  expect(await done).toMatchObject({ phase: 'cancelled' });
  expect(await cancelled.promise).toBe(recording[0]?.generationId);
});

test('cancelling before the first event ends the run at once', async () => {
  const { follower, done } = await follow({ generate: () => send('generate', recording, never) });
  follower.cancel();
  expect(await done).toMatchObject({ phase: 'cancelled' });
});
