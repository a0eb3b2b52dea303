import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFencedCode, splitMarkdown } from './split-markdown.ts';

test.each([
  ['nothing', '', []],
  ['one paragraph of two lines', 'one\ntwo', ['one\ntwo']],
  ['paragraphs', 'one\n\ntwo\n\n\nthree', ['one\n', 'two\n\n', 'three']],
  ['code with blank lines', '```js\na\n\nb\n```\n\nafter', ['```js\na\n\nb\n```\n', 'after']],
  ['code right between two lines', 'before\n```\na\n```\nafter', ['before', '```\na\n```', 'after']],
  ['code that has not ended yet', 'text\n\n```\na\n\nb', ['text\n', '```\na\n\nb']],
  ['a fence inside a longer fence', '````\n```\n\n```\n````\n\nafter', ['````\n```\n\n```\n````\n', 'after']],
  ['code inside of a list item', '- a\n\n  ```\n  b\n  ```\n\n- c', ['- a\n\n  ```\n  b\n  ```\n\n- c']],
  ['a loose list', '1. one\n\n2. two\n\n   more of two\n\nafter', ['1. one\n\n2. two\n\n   more of two\n', 'after']],
  ['a list after a paragraph stays with it', 'Steps:\n\n- one\n\n- two', ['Steps:\n\n- one\n\n- two']],
])('%s', (_, text, blocks) => {
  expect(splitMarkdown(text)).toEqual(blocks);
});

test('the blocks together are the text without its leading blank lines', () => {
  const line = fc.constantFrom('', 'text', '- item', '  indented', '```', '~~~~', '# title', '1. one', '```js');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join('\n');
      const start = lines.findIndex((part) => part.trim() !== '');
      expect(splitMarkdown(text).join('\n')).toBe(start === -1 ? '' : lines.slice(start).join('\n'));
    }),
  );
});

test('appending to a text changes only the last block', () => {
  const text = 'one\n\n```\ncode\n\nmore\n```\nnext\n```js\nx\n```\n\n- a\n\n- b\n\nlast paragraph';
  for (let length = 1; length < text.length; length += 1) {
    const before = splitMarkdown(text.slice(0, length));
    const after = splitMarkdown(text.slice(0, length + 1));
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  }
});

test.each([
  ['text', null],
  ['  ```\na', null],
  ['```a`b', null],
  ['```', { language: '', code: '', isOpen: true }],
  ['```TS title\nlet a', { language: 'ts', code: 'let a', isOpen: true }],
  ['```ts\nlet a;\n\nlet b;\n```\n', { language: 'ts', code: 'let a;\n\nlet b;\n', isOpen: false }],
  ['~~~\n```\n~~~', { language: '', code: '```\n', isOpen: false }],
  ['```\n```', { language: '', code: '', isOpen: false }],
])('the code of %j', (block, code) => {
  expect(readFencedCode(block)).toEqual(code);
});
