import { expect, it } from 'vitest';
import { splitAnswer } from './answer-texts.ts';
import type { WriteContext } from './write-context.ts';

it("splits an answer into the provider's parts, the caller's, and parts that cannot be sent", () => {
  const context: WriteContext = { providerId: 'acme', dialect: 'ollama', warnings: [] };
  const own = { type: 'reasoning', text: 'own', state: { ...context, value: {} } } as const;
  const foreign = { ...own, text: 'foreign', state: { ...own.state, providerId: 'other' } };
  const written = { type: 'reasoning', text: 'written' } as const;
  const call = { type: 'tool-call', id: 'c', name: 'look', arguments: '{}' } as const;
  const sound = { type: 'audio', mediaType: 'audio/wav', source: { type: 'base64', data: 'AA' } } as const;
  const text = (said: string): { type: 'text'; text: string } => ({ type: 'text', text: said });
  const parts = [own, foreign, written, text('a'), call, sound, text('b')];
  expect(splitAnswer({ role: 'assistant', parts }, 'messages.4', context)).toEqual({
    text: 'ab',
    reasoning: [own, written],
    calls: [call],
  });
  expect(context.warnings).toMatchObject([{ path: 'messages.4.parts.5', action: 'dropped' }]);
});
