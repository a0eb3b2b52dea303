import { expect, it } from 'vitest';
import { toContent } from './to-content.ts';

it('writes text alone as a string, and images beside it as parts', () => {
  expect(toContent([{ type: 'text', text: 'Look' }])).toBe('Look');
  expect(
    toContent([
      { type: 'text', text: 'Look' },
      { type: 'text', text: 'here' },
    ]),
  ).toBe('Look\nhere');
  expect(
    toContent([
      { type: 'text', text: 'Look' },
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } },
    ]),
  ).toEqual([
    { type: 'text', text: 'Look' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
  ]);
});
