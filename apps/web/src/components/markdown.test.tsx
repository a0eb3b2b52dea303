// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';

function html(text: string): HTMLElement {
  return render(
    <MantineProvider env="test">
      <Markdown text={text} />
    </MantineProvider>,
  ).container;
}

test('markdown becomes structure', () => {
  const container = html('# Title\n\n- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```');
  expect(container.querySelector('h1')?.textContent).toBe('Title');
  expect(container.querySelectorAll('li')).toHaveLength(2);
  expect(container.querySelector('td')?.textContent).toBe('1');
  expect(container.querySelector('pre')?.textContent).toBe('code\n');
});

test('HTML is text, and no script address survives', () => {
  const container = html('<img src=x onerror=alert(1)> <script>alert(2)</script>\n\n[click](javascript:alert(3))');
  expect(container.querySelector('img')).toBeNull();
  expect(container.querySelectorAll('script')).toHaveLength(0);
  expect(container.textContent).toContain('<script>alert(2)</script>');
  expect(container.querySelector('a')?.getAttribute('href')).not.toContain('javascript');
});

test('an image is a link, because loading it could leak the conversation', () => {
  const container = html('![a chart](https://example.com/?secret=1)');
  expect(container.querySelector('img')).toBeNull();
  expect(container.querySelector('a')?.textContent).toBe('a chart');
  expect(container.querySelector('a')?.getAttribute('rel')).toBe('noreferrer noopener');
});
