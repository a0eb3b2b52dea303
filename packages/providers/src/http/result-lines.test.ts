import { expect, test } from 'vitest';
import { readResultLines, unreadable } from './result-lines.ts';

const id = '01a1fc0d-639c-7659-a51f-000000000001';

async function linesOf(text: string) {
  const lines = [];
  for await (const some of readResultLines(asTexts(text))) lines.push(...some);
  return lines;
}

async function* asTexts(text: string): AsyncGenerator<string> {
  yield text;
}

test('lines are read as JSON objects, and other lines stay text', async () => {
  expect(await linesOf('{"a":1}\n\n  \n<html>\n[1]\n{"a":')).toEqual([
    { text: '{"a":1}', object: { a: 1 } },
    { text: '<html>', object: null },
    { text: '[1]', object: null },
    { text: '{"a":', object: null },
  ]);
});

test('a line with too many objects counts as unreadable', async () => {
  const text = `{"custom_id":"${id}","many":[${'{},'.repeat(1_000_001)}{}]}`;
  const [line] = await linesOf(text);
  expect(line?.object).toBeNull();
  const result = unreadable(line ?? { text: '', object: null });
  expect(result).toMatchObject({ type: 'unreadable', rowId: id });
  expect(result).toHaveProperty('text.length', 1_000_000);
});

test.each([
  [`{"id":"x","custom_id": "${id}","response":{"bo`, id],
  [`{"custom_id":"${id}"`, id],
  [`{"answer":"{\\"custom_id\\":\\"${id}\\"}"`, null],
  ['<html>', null],
  ['{"custom_id":"', null],
])('the row of %s is %s', (text, rowId) => {
  expect(unreadable({ text, object: null })).toEqual({ type: 'unreadable', rowId, text });
});

test('an object contains the name of its row', () => {
  expect(unreadable({ text: '{}', object: { custom_id: id } })).toMatchObject({ rowId: id });
  expect(unreadable({ text: '{}', object: { custom_id: 7 } })).toMatchObject({ rowId: null });
});
