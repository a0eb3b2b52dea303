import { describe, expect, it } from 'vitest';
import { AnswerParts, type PartEvent } from './answer-parts.ts';

const state = (value: string): { providerId: string; dialect: string; value: { signature: string } } => ({
  providerId: 'acme',
  dialect: 'anthropic',
  value: { signature: value },
});

function gather(...events: PartEvent[]): AnswerParts {
  const answer = new AnswerParts();
  for (const event of events) answer.add(event);
  return answer;
}

describe('AnswerParts', () => {
  it('has all text so far at any time, also of parts that still grow', () => {
    const answer = new AnswerParts();
    answer.add({ type: 'tool-call-start', index: 2, id: 'c', name: 'look' });
    let expected = '';
    for (let count = 0; count < 100; count++) {
      answer.add({ type: 'text-delta', text: `${count} ` });
      answer.add({ type: 'tool-call-delta', index: 2, argumentsText: `${count} ` });
      expected += `${count} `;
      if (count % 7 > 0) continue;
      expect(answer.text).toBe(expected);
      expect(answer.toolCalls).toEqual([{ id: 'c', name: 'look', arguments: expected }]);
      expect(
        answer.parts.map((part) => (part.type === 'tool-call' ? part.arguments : 'text' in part && part.text)),
      ).toEqual([expected, expected]);
    }
    answer.clear();
    expect(answer).toMatchObject({ parts: [], text: '', toolCalls: [] });
  });

  it('keeps parts in the order in which they begin, each with its state', () => {
    const answer = gather(
      { type: 'reasoning-delta', text: 'H' },
      { type: 'reasoning-delta', text: 'm' },
      { type: 'reasoning-end', state: state('a') },
      { type: 'reasoning-end', state: state('hidden') },
      { type: 'text-delta', text: 'So' },
      { type: 'text-delta', text: '.' },
      { type: 'text-end', state: state('b') },
      { type: 'tool-call-start', index: 0, id: 'c0', name: 'look' },
      { type: 'tool-call-start', index: 1, id: 'c1', name: 'wait' },
      { type: 'tool-call-delta', index: 0, argumentsText: '{"a":1}' },
      { type: 'tool-call-end', index: 1, id: 'c1', name: 'wait', arguments: '{}' },
      { type: 'tool-call-end', index: 0, id: 'c0', name: 'look', arguments: '{"a":1}', state: state('c') },
      { type: 'text-delta', text: ' Done.' },
      { type: 'file', mediaType: 'image/png', data: 'AAAA', state: state('d') },
    );
    expect(answer.parts).toEqual([
      { type: 'reasoning', text: 'Hm', state: state('a') },
      { type: 'reasoning', text: '', state: state('hidden') },
      { type: 'text', text: 'So.', state: state('b') },
      { type: 'tool-call', id: 'c0', name: 'look', arguments: '{"a":1}', state: state('c') },
      { type: 'tool-call', id: 'c1', name: 'wait', arguments: '{}' },
      { type: 'text', text: ' Done.' },
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' }, state: state('d') },
    ]);
    expect(answer).toMatchObject({ text: 'So. Done.', reasoning: 'Hm' });
    expect(answer.toolCalls).toEqual([
      { id: 'c0', name: 'look', arguments: '{"a":1}' },
      { id: 'c1', name: 'wait', arguments: '{}' },
    ]);
  });

  it('begins a new part after an end, but not for an empty end', () => {
    const answer = gather(
      { type: 'text-end' },
      { type: 'reasoning-delta', text: 'a' },
      { type: 'reasoning-end' },
      { type: 'reasoning-delta', text: 'b' },
      { type: 'text-end', state: state('late') },
    );
    expect(answer.parts).toEqual([
      { type: 'reasoning', text: 'a' },
      { type: 'reasoning', text: 'b' },
      { type: 'text', text: '', state: state('late') },
    ]);
  });

  it('distinguishes images, sounds and other files', () => {
    const answer = gather(
      { type: 'file', mediaType: 'audio/wav', data: 'AA' },
      { type: 'file', mediaType: 'application/pdf', data: 'BB' },
    );
    expect(answer.parts).toEqual([
      { type: 'audio', mediaType: 'audio/wav', source: { type: 'base64', data: 'AA' } },
      { type: 'file', mediaType: 'application/pdf', source: { type: 'base64', data: 'BB' }, name: null },
    ]);
  });

  it('returns parts that do not change while the answer grows, and drops all parts when it is cleared', () => {
    const answer = gather({ type: 'text-delta', text: 'a' });
    const { parts } = answer;
    answer.add({ type: 'text-delta', text: 'b' });
    expect(parts).toEqual([{ type: 'text', text: 'a' }]);
    answer.clear();
    expect(answer).toMatchObject({ parts: [], text: '', toolCalls: [] });
    answer.add({ type: 'tool-call-start', index: 0, id: 'c', name: 'look' });
    expect(answer.toolCalls).toEqual([{ id: 'c', name: 'look', arguments: '' }]);
  });
});
