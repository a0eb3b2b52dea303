// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { render, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';

const view = (text: string, isStreaming = false) => (
  <MantineProvider env="test">
    <Markdown text={text} isStreaming={isStreaming} />
  </MantineProvider>
);
const html = (text: string): HTMLElement => render(view(text)).container;

test('markdown becomes structure', () => {
  const container = html('# Title\n\n- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```');
  expect(container.querySelector('h1')?.textContent).toBe('Title');
  expect(container.querySelectorAll('li')).toHaveLength(2);
  expect(container.querySelector('td')?.textContent).toBe('1');
  expect(container.querySelector('pre')?.textContent).toBe('code\n');
});

test('HTML is shown as text, and no script address survives', () => {
  const container = html('<img src=x onerror=alert(1)> <script>alert(2)</script>\n\n[click](javascript:alert(3))');
  expect(container.querySelector('img')).toBeNull();
  expect(container.querySelectorAll('script')).toHaveLength(0);
  expect(container.textContent).toContain('<script>alert(2)</script>');
  expect(container.querySelector('a')).toBeNull();
});

test('an image is a link, because loading it could leak the conversation', () => {
  const container = html('![a chart](https://example.com/?secret=1)');
  expect(container.querySelector('img')).toBeNull();
  expect(container.querySelector('a')?.textContent).toBe('a chart');
  expect(container.querySelector('a')?.getAttribute('rel')).toBe('noreferrer noopener');
});

test.each(['/settings', 'models/x', '#key=abc', '//example.com', 'javascript:alert(1)', 'data:text/html,x'])(
  'a link to %s is shown as text',
  (address) => {
    const container = html(`[a link](${address}) and ![an image](${address})`);
    expect(container.querySelector('a')).toBeNull();
    expect(container.querySelector('p')?.textContent).toBe('a link and an image');
  },
);

test('footnotes are below the text, with links in both directions', () => {
  const container = html('Rivers flow.[^1]\n\nLakes do not.\n\n[^1]: Mostly.');
  const note = container.querySelector('section[data-footnotes] li');
  expect(note?.textContent).toContain('Mostly.');
  expect(container.querySelector('sup a')?.getAttribute('href')).toBe(`#${note?.id}`);
  expect(container.querySelector('section a')?.getAttribute('href')).toMatch(/fnref-1$/);
});

test('while code streams in, its earlier lines stay the same nodes, and the colors come at the end', async () => {
  const lines = Array.from({ length: 80 }, (_, index) => `const a${index} = ${index};`);
  const start = `\`\`\`ts\n${lines.slice(0, 70).join('\n')}`;
  const whole = `\`\`\`ts\n${lines.join('\n')}\n\`\`\``;
  const { container, rerender } = render(view(start, true));
  const [first] = container.querySelectorAll('code > span');
  rerender(view(whole.slice(0, -3), true));
  expect(container.querySelector('code > span')).toBe(first);
  expect(container.querySelector('[style*="--shiki-light"]')).toBeNull();

  rerender(view(whole));
  await waitFor(() => expect(container.querySelector('[style*="--shiki-light"]')).not.toBeNull());
  expect(container.querySelector('code')?.textContent).toBe(`${lines.join('\n')}\n`);
});
