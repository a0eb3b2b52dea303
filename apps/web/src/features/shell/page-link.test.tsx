// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { PageLink, useOpenPage } from './page-link.tsx';

function Opener() {
  const openPage = useOpenPage();
  return (
    <button type="button" onClick={() => openPage('/models/acme/one')}>
      open
    </button>
  );
}

test('a link keeps the time range and the workspace as they change', () => {
  visit('/usage?range=7d&workspace=team-a&by=day');
  renderInConsole(<PageLink href="/generations">All generations</PageLink>);
  const href = () => screen.getByRole('link').getAttribute('href');
  expect(href()).toBe('/generations?range=7d&workspace=team-a');
  act(() => visit('/usage?range=30d'));
  expect(href()).toBe('/generations?range=30d');
});

test('a page opened without a link keeps them too', async () => {
  visit('/usage?range=7d&workspace=team-a&by=day');
  const { user } = renderInConsole(<Opener />);
  await user.click(screen.getByRole('button', { name: 'open' }));
  expect(window.location.pathname + window.location.search).toBe('/models/acme/one?range=7d&workspace=team-a');
});
