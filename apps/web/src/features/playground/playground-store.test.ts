import { expect, test, vi } from 'vitest';
import { scriptedClient } from '../../testing/scripted-client.ts';
import completed from './fixtures/completed.json' with { type: 'json' };
import { createPlayground } from './playground-store.ts';
import { readRecording } from './testing/read-recording.ts';

const events = readRecording(completed);

function start() {
  const api = scriptedClient({});
  const frames: (() => void)[] = [];
  const playground = createPlayground({ client: api.client, now: () => 1_000, onFrame: (frame) => frames.push(frame) });
  const drawFrame = () => {
    for (const frame of frames.splice(0)) frame();
  };
  return { ...api, playground, frames, drawFrame };
}

test('listeners are notified once per frame, for any number of events', async () => {
  const { playground, emit, frames, drawFrame } = start();
  playground.write('Rivers?');
  playground.send();
  await Promise.resolve();
  const listener = vi.fn();
  playground.watch(listener);

  for (const event of events.slice(0, 20)) emit('Generate', { generate: event });
  expect(listener).not.toHaveBeenCalled();
  expect(frames).toHaveLength(1);
  drawFrame();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(playground.read().turns[0]?.run.lastNumber).toBe(20);
});

test('unchanged turns stay the same objects, so that they are not rendered again', async () => {
  const { playground, emit, drawFrame } = start();
  playground.write('One');
  playground.send();
  await Promise.resolve();
  for (const event of events) emit('Generate', { generate: event });
  drawFrame();
  const [first] = playground.read().turns;

  playground.write('Two');
  playground.send();
  await Promise.resolve();
  for (const event of events.slice(0, 3)) emit('Generate', { generate: event });
  drawFrame();
  expect(playground.read().turns[0]).toBe(first);
  expect(playground.read().turns[1]?.run.lastNumber).toBe(3);
});

test('one run at a time: a second prompt waits in the composer', async () => {
  const { playground, sent } = start();
  playground.write('One');
  playground.send();
  playground.write('Two');
  expect(playground.send()).toBeNull();
  expect(playground.read()).toMatchObject({ draft: 'Two', turns: [{ prompt: 'One' }] });
  expect(sent.filter(({ name }) => name === 'Generate')).toHaveLength(1);
});

test('repeating a prompt replaces the last answer, with a new request', async () => {
  const { playground, emit, sent, drawFrame } = start();
  playground.write('One');
  playground.send();
  await Promise.resolve();
  for (const event of events) emit('Generate', { generate: event });
  drawFrame();
  playground.repeat();
  expect(playground.read().turns).toMatchObject([{ prompt: 'One', run: { phase: 'starting' } }]);
  const runs = sent.filter(({ name }) => name === 'Generate').map(({ variables }) => JSON.stringify(variables));
  expect(new Set(runs).size).toBe(2);
});

test('clearing the conversation ends its run', async () => {
  const { playground, emit, drawFrame } = start();
  playground.write('One');
  playground.send();
  await Promise.resolve();
  playground.clear();
  emit('Generate', { generate: events[0] });
  drawFrame();
  expect(playground.read().turns).toEqual([]);
});
