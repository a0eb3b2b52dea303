// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import type { GenerationDetail } from './generation-documents.ts';
import { messagesOf, Said } from './said.tsx';

const detail = (members: Partial<GenerationDetail>) =>
  ({
    hasContent: true,
    text: 'Far.',
    reasoning: '',
    refusal: null,
    toolCalls: [],
    request: { messages: [{ role: 'USER', content: 'How far?' }] },
    model: 'a/b',
    attempts: [{ number: 1, model: 'a/cut', outcome: 'FAILED', usage: { outputTokens: 5 } }],
    ...members,
  }) as GenerationDetail;

test('prompt and answer are shown, with the point at which an attempt broke off', () => {
  renderInConsole(<Said generation={detail({})} />);
  expect(screen.getByRole('region', { name: 'User' }).textContent).toBe('How far?');
  expect(screen.getByRole('region', { name: 'Answer of a/b' }).textContent).toBe('Far.');
  expect(screen.getByText(/^Seam: a\/cut wrote 5 tokens/)).toBeTruthy();
});

test('each text has the direction of its own script', () => {
  renderInConsole(<Said generation={detail({ text: 'مرحبا بالعالم' })} />);
  expect(screen.getByRole('region', { name: 'Answer of a/b' }).getAttribute('dir')).toBe('auto');
  expect(screen.getByRole('region', { name: 'User' }).getAttribute('dir')).toBe('auto');
});

test('a message says that content is not kept', () => {
  renderInConsole(<Said generation={detail({ hasContent: false, text: '' })} />);
  expect(screen.getByText(/is not kept/)).toBeTruthy();
});

test('a message of parts is shown as JSON, and an unreadable request shows no messages', () => {
  expect(messagesOf({ messages: [{ role: 'USER', parts: [{ type: 'TEXT', text: 'x' }] }] })[0]?.text).toContain('"x"');
  expect(messagesOf(null)).toEqual([]);
});
