// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { PromptText } from './prompt-text.tsx';

test.each([
  ['long', 'word '.repeat(2_000)],
  ['of many lines', 'line\n'.repeat(20)],
])('a prompt that is %s is folded until the user opens it', async (_, text) => {
  const { user, container } = renderInConsole(<PromptText text={text} />);
  const folded = () => container.querySelector('[data-folded]');
  expect(folded()?.textContent).toBe(text);
  await user.click(screen.getByRole('button', { name: 'Show all of the prompt' }));
  expect(folded()).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Show less' }));
  expect(folded()).not.toBeNull();
});

test('a short prompt is shown unchanged', () => {
  renderInConsole(<PromptText text={'Two\nlines.'} />);
  expect(screen.queryByRole('button')).toBeNull();
});
