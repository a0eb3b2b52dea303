import { expect, it } from 'vitest';
import type { ContentPart } from '../contract/message.ts';
import { toContent, toImageUrl } from './to-content.ts';

const write = (parts: readonly ContentPart[]): unknown =>
  toContent(parts, 'messages.0', { providerId: 'acme', dialect: 'openai', warnings: [] }, (part, path) =>
    part.type === 'image' ? toImageUrl(part) : { path, text: part.type === 'text' ? part.text : '' },
  );

it('writes text alone as a string, and text with images as parts', () => {
  const text = (said: string): ContentPart => ({ type: 'text', text: said });
  expect(write([text('Look')])).toBe('Look');
  expect(write([text('Look'), text('here')])).toBe('Look\nhere');
  expect(
    write([
      text('Look'),
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } },
    ]),
  ).toEqual([
    { path: 'messages.0.parts.0', text: 'Look' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
  ]);
});

it('writes text as a part if it has options for this provider', () => {
  const options = (name: string): ContentPart => ({ type: 'text', text: 'a', providerOptions: { [name]: { x: 1 } } });
  expect(write([options('acme')])).toEqual([{ path: 'messages.0.parts.0', text: 'a', x: 1 }]);
  expect(write([options('other')])).toBe('a');
});
