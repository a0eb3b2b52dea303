import { expect, it } from 'vitest';
import { ReasoningMemory } from './reasoning-memory.ts';

it('joins the pieces of one text, and keeps the rest unchanged', () => {
  const memory = new ReasoningMemory();
  memory.addDetails([{ type: 'reasoning.summary', index: 0, summary: 'a', format: 'x' }]);
  memory.addDetails([{ type: 'reasoning.summary', index: 0, summary: 'b', format: null }, null, 'odd']);
  memory.addDetails([{ type: 'reasoning.text', index: 1, text: 'c' }]);
  memory.addDetails([{ type: 'reasoning.text', index: 2, text: 'd' }]);
  memory.addDetails([{ type: 'reasoning.text', index: 2, signature: 's' }]);
  memory.addDetails([{ type: 'reasoning.encrypted', index: 3, data: 'e' }]);
  memory.addDetails([{ type: 'reasoning.encrypted', index: 3, data: 'f' }]);
  memory.note('reasoning');
  expect(memory.isOpen).toBe(true);
  expect(memory.take()).toEqual({
    field: 'reasoning',
    reasoning_details: [
      { type: 'reasoning.summary', index: 0, summary: 'ab', format: 'x' },
      { type: 'reasoning.text', index: 1, text: 'c' },
      { type: 'reasoning.text', index: 2, text: 'd', signature: 's' },
      { type: 'reasoning.encrypted', index: 3, data: 'e' },
      { type: 'reasoning.encrypted', index: 3, data: 'f' },
    ],
  });
  expect(memory.isOpen).toBe(false);
  expect(memory.take()).toEqual({});
});
