import { describe, expect, it } from 'vitest';
import type { FilePart, ToolMessage } from '../contract/message.ts';
import { toolMessage, userMessage } from '../testing/messages.ts';
import { textOfFile, textOfMessage, textOfResult } from './message-texts.ts';

const file = (mediaType: string, name: string | null = null): FilePart => ({
  type: 'file',
  mediaType,
  source: { type: 'base64', data: Buffer.from('Grüße').toString('base64') },
  name,
});

it('the text of a message has a line for each of its text parts', () => {
  expect(textOfMessage({ role: 'system', text: 'Be brief.' })).toBe('Be brief.');
  expect(textOfMessage(userMessage('Hello'))).toBe('Hello');
  const parts = [{ type: 'text', text: 'a' }, file('application/pdf'), { type: 'text', text: 'b' }] as const;
  expect(textOfMessage({ role: 'user', parts })).toBe('a\nb');
});

describe('the text of a file', () => {
  it.each([
    ['text/plain', null, 'Grüße'],
    ['text/csv', 'a.csv', 'a.csv:\nGrüße'],
    ['application/json', null, 'Grüße'],
    ['application/pdf', null, null],
  ])('of the type %s', (mediaType, name, text) => {
    expect(textOfFile(file(mediaType, name))).toBe(text);
  });

  it('by address is unknown', () => {
    expect(textOfFile({ ...file('text/plain'), source: { type: 'url', url: 'https://example.com' } })).toBeNull();
  });
});

describe('the text of a result', () => {
  it('includes texts and text files', () => {
    const parts = [{ type: 'text', text: 'Seen:' }, file('text/plain')] as const;
    expect(textOfResult({ ...toolMessage('a', 'look', ''), parts })).toBe('Seen:\nGrüße');
  });

  it.each([
    ['It is dark.', 'Error: It is dark.'],
    ['error: dark', 'error: dark'],
    ['{"error":"dark"}', '{"error":"dark"}'],
    ['', 'Error: '],
  ])('marks a failure %j as a failure', (text, said) => {
    const failed: ToolMessage = { ...toolMessage('a', 'look', text), isError: true };
    expect(textOfResult(failed)).toBe(said);
  });
});
