// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { forgetConversation, readConversation, storeConversation } from './conversation-storage.ts';
import { startRun } from './run-state.ts';
import { defaultSettings } from './settings.ts';
import type { Turn } from './turn.ts';

beforeEach(() => sessionStorage.clear());

const turn = (id: string, text: string): Turn => ({
  id,
  prompt: 'Rivers?',
  files: [],
  format: 'TEXT',
  lanes: [
    {
      route: { type: 'model', id: 'openai/gpt' },
      run: { ...startRun(0), phase: 'completed', text },
    },
  ],
});
const conversation = (turns: Turn[]) => ({ name: 'one', settings: defaultSettings, turns, draft: 'And' });

test('a stored conversation is read, until it is removed', () => {
  expect(readConversation(sessionStorage)).toBeNull();
  storeConversation(sessionStorage, conversation([turn('1', 'They flow.')]));
  expect(readConversation(sessionStorage)).toEqual(conversation([turn('1', 'They flow.')]));
  forgetConversation(sessionStorage);
  expect(readConversation(sessionStorage)).toBeNull();
});

test('beyond the maximum size, files and then the oldest turns are omitted', () => {
  const file = { name: 'a.png', mediaType: 'image/png', data: 'x'.repeat(2_000_000) };
  storeConversation(sessionStorage, conversation([{ ...turn('1', 'short'), files: [file] }]));
  expect(readConversation(sessionStorage)?.turns).toEqual([turn('1', 'short')]);

  const turns = Array.from({ length: 8 }, (_, index) => turn(`${index}`, 'x'.repeat(400_000)));
  storeConversation(sessionStorage, conversation(turns));
  const kept = readConversation(sessionStorage)?.turns.map(({ id }) => id);
  expect(kept).toEqual(['4', '5', '6', '7']);
});

test('another form, or text that is not JSON, is not read', () => {
  for (const text of ['{"form":0,"turns":[]}', 'not JSON', '7']) {
    sessionStorage.setItem('penstock.playground', text);
    expect(readConversation(sessionStorage)).toBeNull();
  }
});
