import { expect, it } from 'vitest';
import { MessageLoad } from './message-load.ts';

it('is high while callers use the database, and not from the messages of an idle process', () => {
  const load = new MessageLoad();
  for (let message = 0; message < 50; message++) load.note();
  expect(load.takeIsHigh()).toBe(false);
  for (let message = 0; message < 100; message++) load.note();
  expect(load.takeIsHigh()).toBe(true);
  expect(load.takeIsHigh()).toBe(false);
});
