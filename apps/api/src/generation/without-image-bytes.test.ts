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

it('gives messages without them back as they are', () => {
  const messages = [question];
  expect(withoutImageBytes(messages)).toBe(messages);
});
