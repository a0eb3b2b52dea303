// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderInConsole } from '../testing/render-in-console.tsx';
import { Hints } from './hints.tsx';

const shown = () => screen.queryByRole('tooltip')?.textContent ?? null;
const pointAt = (text: string, pointerType = 'mouse') => fireEvent.pointerOver(screen.getByText(text), { pointerType });

function renderHints() {
  return renderInConsole(
    <>
      <div data-hint="Flows to the North Sea">
        <b>Rhine</b>
      </div>
      <p data-hint="Flows to the Black Sea">Danube</p>
      <p>Lake</p>
      <Hints />
    </>,
    {},
  );
}

test('the element under the pointer shows its text; the next element shows its own', async () => {
  renderHints();
  pointAt('Rhine');
  await vi.waitFor(() => expect(shown()).toBe('Flows to the North Sea'));
  pointAt('Danube');
  expect(shown()).toBeNull();
  await vi.waitFor(() => expect(shown()).toBe('Flows to the Black Sea'));
  pointAt('Lake');
  expect(shown()).toBeNull();
});

test('Escape hides the text, and so does a pointer that leaves the window', async () => {
  const { user } = renderHints();
  pointAt('Rhine');
  await vi.waitFor(() => expect(shown()).not.toBeNull());
  await user.keyboard('{Escape}');
  expect(shown()).toBeNull();
  pointAt('Danube');
  await vi.waitFor(() => expect(shown()).not.toBeNull());
  fireEvent.pointerLeave(document.documentElement);
  expect(shown()).toBeNull();
});

test('a touch shows nothing', async () => {
  renderHints();
  pointAt('Rhine', 'touch');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(shown()).toBeNull();
});
