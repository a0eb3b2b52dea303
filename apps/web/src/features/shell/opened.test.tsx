// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { changeAddress } from './address.ts';
import { useOpened } from './opened.ts';

function Thing() {
  const { value, open, close } = useOpened('peek');
  return (
    <>
      <output>{value ?? 'nothing'}</output>
      {['a', 'b'].map((id) => (
        <button key={id} type="button" onClick={() => open(id)}>
          open {id}
        </button>
      ))}
      <button type="button" onClick={close}>
        close
      </button>
    </>
  );
}

const shown = () => screen.getByRole('status').textContent;
const address = () => window.location.pathname + window.location.search;

beforeEach(() => visit('/generations?range=7d'));

function show() {
  const { user } = renderInConsole(<Thing />);
  return (name: string) => user.click(screen.getByRole('button', { name }));
}

test('the address contains the opened value, and Back closes it, also after another one was opened', async () => {
  const click = show();
  const before = window.history.length;
  await click('open a');
  expect([shown(), address()]).toEqual(['a', '/generations?range=7d&peek=a']);
  await click('open b');
  expect([shown(), address()]).toEqual(['b', '/generations?range=7d&peek=b']);
  expect(window.history.length).toBe(before + 1);
  window.history.back();
  await waitFor(() => expect([shown(), address()]).toEqual(['nothing', '/generations?range=7d']));
});

test('closing goes back, once', async () => {
  const click = show();
  changeAddress({ range: '30d' }, 'step');
  await click('open a');
  await click('open b');
  screen.getByRole('button', { name: 'close' }).click();
  screen.getByRole('button', { name: 'close' }).click();
  await waitFor(() => expect([shown(), address()]).toEqual(['nothing', '/generations?range=30d']));
  window.history.back();
  await waitFor(() => expect(address()).toBe('/generations?range=7d'));
});

test('a link opens the value, and closing it stays on the page', async () => {
  visit('/generations?range=7d&peek=a');
  const click = show();
  expect(shown()).toBe('a');
  await click('open b');
  await click('close');
  expect([shown(), address()]).toEqual(['nothing', '/generations?range=7d']);
});
