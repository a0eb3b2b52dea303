import { expect, it } from 'vitest';
import { guessImageMediaType, readImageMediaType } from './image-media-type.ts';

it.each([
  ['https://example.com/a.png', 'image/png'],
  ['https://example.com/a.WEBP?size=2', 'image/webp'],
  ['https://example.com/a.jpg', 'image/jpeg'],
  ['https://example.com/picture', 'image/jpeg'],
])('%s has the type %s', (url, mediaType) => {
  expect(guessImageMediaType(url)).toBe(mediaType);
});

it.each([
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ffe000104a46', 'image/jpeg'],
  ['474946383961', 'image/gif'],
  ['524946460a0000005745425056503820', 'image/webp'],
  ['424d36000c000000000036000000', 'image/bmp'],
  ['000000206674797061766966', 'image/avif'],
  ['0000001c6674797068656963', 'image/heic'],
  [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">').toString('hex'), null],
  [Buffer.from('BMW builds cars').toString('hex'), null],
  ['', null],
])('bytes that begin with %s are %s', (bytes, mediaType) => {
  expect(readImageMediaType(Buffer.from(bytes, 'hex'))).toBe(mediaType);
});
