import { expect, it } from 'vitest';
import { parseAudio, parseFile, type UncheckedFile } from './parse-file.ts';

const pathOf = (member: string): string => `file.${member}`;
const pdf = { mediaType: 'application/pdf', name: null } as const;

it.each<[string, UncheckedFile, object]>([
  ['by value', { ...pdf, data: 'JVBERi0=' }, { ...pdf, source: { type: 'base64', data: 'JVBERi0=' } }],
  ['by address', { ...pdf, url: 'https://a.example' }, { ...pdf, source: { type: 'url', url: 'https://a.example' } }],
  [
    'as a data: URL with its type',
    { url: 'data:text/plain;base64,QQ==', name: 'a.txt' },
    { mediaType: 'text/plain', name: 'a.txt', source: { type: 'base64', data: 'QQ==' } },
  ],
])('takes a file %s', (_, file, expected) => {
  expect(parseFile(file, pathOf)).toEqual({ type: 'file', ...expected });
});

it('accepts a sound', () => {
  expect(parseAudio({ mediaType: 'AUDIO/wav', data: 'UklGRg==' }, pathOf)).toEqual({
    type: 'audio',
    mediaType: 'audio/wav',
    source: { type: 'base64', data: 'UklGRg==' },
  });
});

it.each<[string, UncheckedFile, string, RegExp]>([
  ['nothing', pdf, 'file.data', /by url or by data/],
  ['both ways at once', { ...pdf, data: 'AAAA', url: 'https://a.example' }, 'file.url', /combined with data/],
  ['no type', { data: 'AAAA' }, 'file.mediaType', /is missing/],
  ['a type that is not a media type', { mediaType: 'pdf', data: 'AAAA' }, 'file.mediaType', /like application\/pdf/],
  ['an image', { mediaType: 'image/png', data: 'AAAA' }, 'file.mediaType', /is not a file type/],
  ['a data: URL as bytes', { ...pdf, data: 'data:application/pdf;base64,AAAA' }, 'file.data', /use url/],
  ['data that is not base64', { ...pdf, data: 'AAA' }, 'file.data', /is not base64/],
  ['too much', { ...pdf, data: 'A'.repeat(21 * 1024 * 1024) }, 'file.data', /larger than 15 MB/],
  ['an address on this machine', { ...pdf, url: 'file:///etc/passwd' }, 'file.url', /only https:/],
  ['a long address', { ...pdf, url: `https://a.example/${'x'.repeat(9_000)}` }, 'file.url', /at most 8192/],
  ['a long name', { ...pdf, data: 'AAAA', name: 'x'.repeat(301) }, 'file.name', /at most 300/],
])('refuses %s', (_, file, field, message) => {
  expect(() => parseFile(file, pathOf)).toThrow(
    expect.objectContaining({ field, message: expect.stringMatching(message) }),
  );
});

it('refuses a sound with another media type', () => {
  expect(() => parseAudio({ mediaType: 'video/mp4', data: 'AAAA' }, pathOf)).toThrow(
    /file\.mediaType .* is not an audio type/,
  );
});
