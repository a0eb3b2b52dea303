import { expect, test } from 'vitest';
import { readAttachments } from './read-attachments.ts';

const file = (name: string, size = 3, type = 'image/png') => new File([new Uint8Array(size)], name, { type });

test('files are read as base64 with their type, after the present files', async () => {
  const { files, problem } = await readAttachments([], [file('a.png'), file('notes.md', 1, '')]);
  expect(files).toEqual([
    { name: 'a.png', mediaType: 'image/png', data: 'AAAA' },
    { name: 'notes.md', mediaType: 'text/plain', data: 'AA==' },
  ]);
  expect(problem).toBeNull();
  expect((await readAttachments(files, [file('b.png')])).files).toHaveLength(3);
});

test('a file that is too large or too many is reported, and the rest is kept', async () => {
  const large = await readAttachments([], [file('a.png'), file('big.png', 6_500_000)]);
  expect(large.files).toHaveLength(1);
  expect(large.problem).toMatch(/^big.png is too large/);
  const many = await readAttachments(
    [],
    Array.from({ length: 11 }, (_, index) => file(`${index}.png`)),
  );
  expect(many.files).toHaveLength(10);
  expect(many.problem).toBe('A prompt takes at most 10 files.');
});
