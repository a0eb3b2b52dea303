import type { Message } from '@penstock/providers';
import type { Call, ChatCall } from '@penstock/router';
import { expect, it } from 'vitest';
import { plainRequest } from '../testing/plain-request.ts';
import { withoutImageBytes } from './without-image-bytes.ts';

const question: Message = { role: 'user', parts: [{ type: 'text', text: 'What is this?' }] };

const callOf = (...messages: Message[]): Call => ({ ...plainRequest('').call, messages });

it('removes the bytes of images, and leaves the rest', () => {
  const image: Message = {
    role: 'user',
    parts: [
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'image', image: { type: 'url', url: 'https://example.com/a.png' } },
    ],
  };
  expect(withoutImageBytes(callOf(question, image))).toEqual(
    callOf(question, {
      role: 'user',
      parts: [
        { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: '' } },
        { type: 'image', image: { type: 'url', url: 'https://example.com/a.png' } },
      ],
    }),
  );
});

it('removes the bytes of files and sounds, also in results and earlier answers', () => {
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
  const stripped = withoutImageBytes(callOf(...messages));
  expect(JSON.stringify(stripped)).not.toContain('AAAA');
  expect((stripped as ChatCall).messages).toMatchObject([
    {},
    { parts: [{ image: { data: '' } }, { text: 'So.' }] },
    { parts: [{ name: 'a.pdf' }] },
  ]);
});

it('returns calls without such bytes unchanged', () => {
  const chat = callOf(question);
  expect(withoutImageBytes(chat)).toBe(chat);
  const embedding: Call = { type: 'embedding', texts: ['a'], dimensions: null, purpose: null };
  expect(withoutImageBytes(embedding)).toBe(embedding);
});
