import type { AssistantPart } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { readParts, toPartRows, toStoredParts } from './stored-parts.ts';

const state = { providerId: 'anthropic', dialect: 'anthropic', value: { type: 'thinking', signature: 'sig' } };
const image = { type: 'base64', mediaType: 'image/png', data: 'AAAA' } as const;
const call = (id: string) => ({ type: 'tool-call', id, name: 'look', arguments: `{"at":"${id}"}` }) as const;

/** The other columns of an answer of a generation. */
function columnsOf(parts: readonly AssistantPart[]) {
  const join = (type: 'text' | 'reasoning') =>
    parts.map((part) => (part.type === type && !('isRefusal' in part) ? part.text : '')).join('');
  const toolCalls = parts.flatMap((part) =>
    part.type === 'tool-call' ? { id: part.id, name: part.name, arguments: part.arguments } : [],
  );
  return { text: join('text'), reasoning: join('reasoning'), toolCalls };
}

const plain: [string, AssistantPart[]][] = [
  ['nothing', []],
  ['a text', [{ type: 'text', text: 'Hello' }]],
  ['calls', [call('a'), call('b')]],
  ['reasoning, text and calls', [{ type: 'reasoning', text: 'So' }, { type: 'text', text: 'I look.' }, call('a')]],
];

const more: [string, AssistantPart[]][] = [
  ['a refusal', [{ type: 'text', text: 'I cannot.', isRefusal: true }]],
  [
    'signed reasoning',
    [
      { type: 'reasoning', text: 'So', state },
      { type: 'text', text: 'Hello' },
    ],
  ],
  [
    'hidden reasoning',
    [
      { type: 'reasoning', text: '', state },
      { type: 'text', text: 'Hello' },
    ],
  ],
  ['a signed call', [{ type: 'text', text: 'I look.' }, { ...call('a'), state }, call('b')]],
  ['text after a call', [call('a'), { type: 'text', text: 'Done 🙂.' }, call('b')]],
  [
    'reasoning between texts',
    [
      { type: 'text', text: 'One.' },
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Two.' },
      { type: 'reasoning', text: 'Ah.', state },
    ],
  ],
  [
    'files by address',
    [
      { type: 'image', image: { type: 'url', url: 'https://a.example/b' } },
      {
        type: 'file',
        mediaType: 'application/pdf',
        source: { type: 'url', url: 'https://a.example/c' },
        name: 'c.pdf',
      },
      { type: 'audio', mediaType: 'audio/wav', source: { type: 'url', url: 'https://a.example/d' }, state },
    ],
  ],
];

describe('the parts of an answer', () => {
  it.each(plain)('are not stored if the other columns are enough: %s', (_, parts) => {
    expect(toStoredParts({ parts })).toBeNull();
    expect(readParts({ ...columnsOf(parts), parts: null })).toEqual(parts);
  });

  it.each(more)('are read back unchanged: %s', (_, parts) => {
    const stored = JSON.parse(JSON.stringify(toStoredParts({ parts })));
    expect(readParts({ ...columnsOf(parts), parts: stored })).toEqual(parts);
  });

  it('have no text or call a second time, and no bytes of files', () => {
    const parts: AssistantPart[] = [
      { type: 'reasoning', text: 'Secret thought', state },
      { type: 'text', text: 'Long text' },
      call('a'),
      { type: 'image', image },
    ];
    const stored = toStoredParts({ parts });
    expect(JSON.stringify(stored)).not.toMatch(/Secret|Long|look|AAAA/);
    expect(stored).toMatchObject([{ state }, { length: 9 }, { type: 'tool-call' }, { image: { ...image, data: '' } }]);
    expect(toPartRows({ parts })).toMatchObject([{}, {}, {}, { image }]);
  });

  it('name the invalid place without its value', () => {
    const read = () =>
      readParts({ text: '', reasoning: '', toolCalls: [], parts: [{ type: 'text', length: 'secret' }] });
    expect(read).toThrow('The column generation_content.parts has content that this version cannot read: 0.length');
    expect(read).not.toThrow('secret');
  });
});
