// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { scriptedClient } from '../../testing/scripted-client.ts';
import completed from './fixtures/completed.json' with { type: 'json' };
import { createPlayground } from './playground-store.ts';
import type { Route } from './route.ts';
import { readRecording } from './testing/read-recording.ts';

const events = readRecording(completed);

beforeEach(() => sessionStorage.clear());

function start(answers: Parameters<typeof scriptedClient>[0] = {}) {
  const api = scriptedClient(answers);
  const due: (() => void)[] = [];
  const playground = createPlayground({ client: api.client, now: () => 1_000, pace: (render) => due.push(render) });
  const render = () => {
    for (const one of due.splice(0)) one();
  };
  const generated = () => api.sent.filter(({ name }) => name === 'Generate').map(({ variables }) => variables.input);
  return { ...api, playground, due, render, generated };
}

const model = (id: string): Route => ({ type: 'model', id });

test('listeners are notified once per render, for any number of events', async () => {
  const { playground, emit, due, render } = start();
  playground.write('Rivers?');
  playground.send();
  await Promise.resolve();
  const listener = vi.fn();
  playground.watch(listener);

  for (const event of events.slice(0, 20)) emit('Generate', { generate: event });
  expect(listener).not.toHaveBeenCalled();
  expect(due).toHaveLength(1);
  render();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(playground.read().turns[0]?.lanes[0]?.run.lastNumber).toBe(20);
});

test('unchanged turns stay the same objects, so that they are not rendered again', async () => {
  const { playground, emit, render } = start();
  playground.write('One');
  playground.send();
  await Promise.resolve();
  for (const event of events) emit('Generate', { generate: event });
  render();
  const [first] = playground.read().turns;

  playground.write('Two');
  playground.send();
  await Promise.resolve();
  for (const event of events.slice(0, 3)) emit('Generate', { generate: event });
  render();
  expect(playground.read().turns[0]).toBe(first);
  expect(playground.read().turns[1]?.lanes[0]?.run.lastNumber).toBe(3);
});

test('one prompt runs at a time: a second prompt waits in the composer', async () => {
  const { playground, generated } = start();
  playground.write('One');
  playground.send();
  playground.write('Two');
  expect(playground.send()).toBeNull();
  expect(playground.read()).toMatchObject({ draft: 'Two', turns: [{ prompt: 'One' }] });
  expect(generated()).toHaveLength(1);
});

test('each route gets the prompt in its own lane, with its own client id', async () => {
  const { playground, generated } = start();
  playground.change({ routes: [model('a/one'), model('a/two')] });
  playground.write('One');
  playground.send();
  await Promise.resolve();
  expect(generated()).toMatchObject([{ model: 'a/one' }, { model: 'a/two' }]);
  expect(new Set(generated().map((input) => JSON.stringify({ input }))).size).toBe(2);
  expect(playground.read().turns).toMatchObject([{ lanes: [{ route: { id: 'a/one' } }, { route: { id: 'a/two' } }] }]);
});

test('repeating a prompt replaces the last answers, or the answer of a lane, with new requests', async () => {
  const { playground, emit, generated, render } = start();
  playground.change({ routes: [model('a/one'), model('a/two')] });
  playground.write('One');
  playground.send();
  await Promise.resolve();
  for (const event of events) emit('Generate', { generate: event });
  render();
  const kept = playground.read().turns[0]?.lanes[0];

  playground.repeat(1);
  await Promise.resolve();
  expect(playground.read().turns[0]?.lanes[0]).toBe(kept);
  expect(playground.read().turns).toMatchObject([{ prompt: 'One', lanes: [{}, { run: { phase: 'starting' } }] }]);
  for (const event of events) emit('Generate', { generate: event });
  render();

  playground.repeat();
  await Promise.resolve();
  expect(generated()).toMatchObject([
    { model: 'a/one' },
    { model: 'a/two' },
    { model: 'a/two' },
    { model: 'a/one' },
    { model: 'a/two' },
  ]);
  expect(new Set(generated().map((input) => JSON.stringify({ input }))).size).toBe(5);
});

test('a reload restores the conversation, and follows a run that has not ended', async () => {
  const { playground, emit, render } = start();
  playground.change({ systemMessage: 'Be brief.' });
  playground.write('Rivers?');
  playground.send();
  await Promise.resolve();
  for (const event of events.slice(0, 6)) emit('Generate', { generate: event });
  render();
  playground.write('And lakes?');
  playground.open();
  window.dispatchEvent(new Event('pagehide'));

  const after = start();
  after.playground.open();
  await Promise.resolve();
  expect(after.playground.read()).toMatchObject({
    draft: 'And lakes?',
    settings: { systemMessage: 'Be brief.' },
    turns: [{ prompt: 'Rivers?', lanes: [{ run: { lastNumber: 6, phase: 'running' } }] }],
  });
  expect(after.sent.at(-1)).toEqual({
    name: 'Attach',
    variables: { id: events[0]?.generationId, after: events[5]?.number },
  });
  for (const event of events.slice(6)) after.emit('Attach', { generation: event });
  after.render();
  expect(after.playground.read().turns[0]?.lanes[0]?.run.phase).toBe('completed');

  after.playground.close();
  const signedOut = start();
  signedOut.playground.open();
  expect(signedOut.playground.read().turns).toEqual([]);
});

test('the content of a link is shown with a notice, and nothing is sent', async () => {
  const { playground, sent } = start();
  playground.receive({ draft: 'Rivers?', settings: { systemMessage: 'Be brief.' } });
  await Promise.resolve();
  expect(playground.read()).toMatchObject({ draft: 'Rivers?', isFromLink: true, turns: [] });
  playground.dismissNotice();
  expect(playground.read().isFromLink).toBe(false);
  expect(sent).toEqual([]);
});

test('cancelling ends all lanes, or one', async () => {
  const { playground, emit, sent, render } = start({
    Cancel: () => ({ cancelGeneration: { id: 'x', status: 'RUNNING' } }),
  });
  playground.change({ routes: [model('a/one'), model('a/two')] });
  playground.write('One');
  playground.send();
  await Promise.resolve();
  emit('Generate', { generate: events[0] });
  render();
  playground.cancel(1);
  expect(sent.filter(({ name }) => name === 'Cancel')).toHaveLength(1);
  playground.cancel();
  expect(sent.filter(({ name }) => name === 'Cancel').length).toBeGreaterThan(1);
});

test('clearing the conversation ends its run', async () => {
  const { playground, emit, render } = start();
  playground.write('One');
  playground.send();
  await Promise.resolve();
  playground.clear();
  emit('Generate', { generate: events[0] });
  render();
  expect(playground.read().turns).toEqual([]);
});
