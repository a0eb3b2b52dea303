import { expect, it } from 'vitest';
import { guessImageMediaType } from './image-media-type.ts';

it.each([
  ['https://example.com/a.png', 'image/png'],
  ['https://example.com/a.WEBP?size=2', 'image/webp'],
  ['https://example.com/a.jpg', 'image/jpeg'],
  ['https://example.com/picture', 'image/jpeg'],
])('%s is taken for %s', (url, mediaType) => {
  expect(guessImageMediaType(url)).toBe(mediaType);
});
