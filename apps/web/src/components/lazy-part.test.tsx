// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { lazy } from 'react';
import { expect, test, vi } from 'vitest';
import { renderInConsole } from '../testing/render-in-console.tsx';
import { LazyPart } from './lazy-part.tsx';

test('a part that cannot be loaded leaves the page unchanged, and shows a message', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const Part = lazy(() => Promise.reject(new Error('Failed to load chunk')));
  const onFailure = vi.fn();
  renderInConsole(
    <>
      <p>The page</p>
      <LazyPart fallback={<p>As plain text</p>} onFailure={onFailure}>
        <Part />
      </LazyPart>
    </>,
  );
  expect(await screen.findByText('This part of the console could not be loaded')).toBeTruthy();
  expect(screen.getByText('The page')).toBeTruthy();
  expect(screen.getByText('As plain text')).toBeTruthy();
  expect(onFailure).toHaveBeenCalledOnce();
});
