import { expect, test } from 'vitest';
import { createRenderPace } from './render-pace.ts';

function start(renderMs: number) {
  let nowMs = 1_000;
  const delays: number[] = [];
  const pace = createRenderPace({
    now: () => nowMs,
    afterRender: (callback) => callback(),
    wait(callback, delayMs) {
      delays.push(delayMs);
      nowMs += delayMs;
      callback();
    },
  });
  const render = () => {
    nowMs += renderMs;
  };
  return { delays, render: () => pace(render) };
}

test('the first render runs at once, the next ones 80 ms apart', () => {
  const { delays, render } = start(2);
  for (let count = 0; count < 3; count += 1) render();
  expect(delays).toEqual([0, 78, 78]);
});

test('slow renders run less often, up to a limit', () => {
  const slow = start(20);
  slow.render();
  slow.render();
  expect(slow.delays).toEqual([0, 220]);

  const verySlow = start(200);
  verySlow.render();
  verySlow.render();
  expect(verySlow.delays).toEqual([0, 400]);
});
