// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import type { GenerationDetail } from './generation-documents.ts';
import { messagesOf, Said } from './said.tsx';

type Part = GenerationDetail['parts'][number];

const part = (members: Partial<Part>) =>
  ({ type: 'TEXT', text: null, url: null, mediaType: null, name: null, arguments: null, ...members }) as Part;

const detail = (members: Partial<GenerationDetail>) =>
  ({
    hasContent: true,
    parts: [part({ text: 'Far.' })],
    refusal: null,
    providerMetadata: null,
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

test('the parts of an answer are shown in their order, with the other data of the provider', () => {
  const parts = [
    part({ type: 'REASONING', text: 'Hm.' }),
    part({ text: 'I look.' }),
    part({ type: 'REASONING', text: 'So.' }),
    part({ type: 'REASONING', text: '' }),
    part({ type: 'TOOL_CALL', name: 'look', arguments: { at: 'Bern' } }),
    part({ type: 'IMAGE', mediaType: 'image/png' }),
    part({ type: 'FILE', url: 'https://a.example/b.pdf', mediaType: 'application/pdf' }),
  ];
  renderInConsole(<Said generation={detail({ parts, providerMetadata: { citations: ['https://a.example'] } })} />);
  const shown = screen.getAllByRole('region').slice(2);
  expect(shown.map((one) => [one.getAttribute('aria-label'), one.textContent?.replaceAll(/\s/g, '')])).toEqual([
    ['Reasoning', 'Hm.'],
    ['Answer of a/b', 'Ilook.'],
    ['Reasoning', 'So.'],
    ['Calls look', '{"at":"Bern"}'],
    ['Image', 'image/png'],
    ['File', 'https://a.example/b.pdf'],
    ['Other data of the provider', '{"citations":["https://a.example"]}'],
  ]);
});

test('a refusal has its name', () => {
  renderInConsole(<Said generation={detail({ parts: [part({ text: 'I will not.' })], refusal: 'I will not.' })} />);
  expect(screen.getByRole('region', { name: 'Refusal' }).textContent).toBe('I will not.');
});

test('each text has the direction of its own script', () => {
  renderInConsole(<Said generation={detail({ parts: [part({ text: 'مرحبا بالعالم' })] })} />);
  expect(screen.getByRole('region', { name: 'Answer of a/b' }).getAttribute('dir')).toBe('auto');
  expect(screen.getByRole('region', { name: 'User' }).getAttribute('dir')).toBe('auto');
});

test('a message says that content is not kept', () => {
  renderInConsole(<Said generation={detail({ hasContent: false, parts: [] })} />);
  expect(screen.getByText(/is not kept/)).toBeTruthy();
});

test('a message of parts is shown as JSON, and an unreadable request shows no messages', () => {
  expect(messagesOf({ messages: [{ role: 'USER', parts: [{ type: 'TEXT', text: 'x' }] }] })[0]?.text).toContain('"x"');
  expect(messagesOf(null)).toEqual([]);
});
