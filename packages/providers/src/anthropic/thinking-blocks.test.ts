import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { ThinkingBlocks } from './thinking-blocks.ts';

const ended = (value: object): object => ({
  type: 'reasoning-end',
  state: { providerId: 'acme', dialect: 'anthropic', value },
});

it("joins the pieces of a block's signature", () => {
  const into: StreamEvent[] = [];
  const blocks = new ThinkingBlocks('acme');
  blocks.begin({ type: 'thinking', thinking: 'H', signature: 'a' }, into);
  blocks.add('m', into);
  blocks.sign('b');
  blocks.end(into);
  blocks.end(into);
  expect(into).toEqual([{ type: 'reasoning-delta', text: 'Hm' }, ended({ type: 'thinking', signature: 'ab' })]);
});

it('ends a block at the start of the next, and begins a block for thinking without a start event', () => {
  const into: StreamEvent[] = [];
  const blocks = new ThinkingBlocks('acme');
  blocks.begin({ type: 'redacted_thinking', data: 'x' }, into);
  blocks.sign('of nothing');
  blocks.add('', into);
  blocks.add('Hm', into);
  blocks.begin({ type: 'thinking' }, into);
  blocks.end(into);
  expect(into).toEqual([
    ended({ type: 'redacted_thinking', data: 'x' }),
    { type: 'reasoning-delta', text: 'Hm' },
    ended({ type: 'thinking', signature: '' }),
    ended({ type: 'thinking', signature: '' }),
  ]);
});
