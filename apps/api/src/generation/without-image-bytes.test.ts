import type { Message } from '@penstock/providers';
import { expect, it } from 'vitest';
import { withoutImageBytes } from './without-image-bytes.ts';

const question: Message = { role: 'user', parts: [{ type: 'text', text: 'What is this?' }] };

it('takes the bytes of images out, and leaves the rest', () => {
  const image: Message = {
    role: 'user',
    parts: [
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'image', image: { type: 'url', url: 'https://example.com/a.png' } },
    ],
  };
  expect(withoutImageBytes([question, image])).toEqual([
    question,
    {
      role: 'user',
      parts: [
        { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: '' } },
        { type: 'image', image: { type: 'url', url: 'https://example.com/a.png' } },
      ],
    },
  ]);
});

it('takes the bytes of files and sounds out, of results and of earlier answers too', () => {
  const source = { type: 'base64', data: 'AAAA' } as const;
  const image = { type: 'image', image: { ...source, mediaType: 'image/png' } } as const;
  const messages: Message[] = [
    { role: 'user', parts: [{ type: 'audio', mediaType: 'audio/wav', source }] },
    { role: 'assistant', parts: [image, { type: 'text', text: 'So.' }] },
    {
      role: 'tool',
      toolCallId: 'a',
      toolName: 'look',
      parts: [{ type: 'file', mediaType: 'application/pdf', source, name: 'a.pdf' }],
      isError: false,
    },
  ];
  const stripped = withoutImageBytes(messages);
  expect(JSON.stringify(stripped)).not.toContain('AAAA');
  expect(stripped).toMatchObject([
    {},
    { parts: [{ image: { data: '' } }, { text: 'So.' }] },
    { parts: [{ name: 'a.pdf' }] },
  ]);
});

it('gives messages without them back as they are', () => {
  const messages = [question];
  expect(withoutImageBytes(messages)).toBe(messages);
});
