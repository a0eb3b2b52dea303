// @vitest-environment happy-dom
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import GlobalError from './global-error.tsx';

test('the last page names the failure and the next step, without a style or part of the console', () => {
  const page = renderToStaticMarkup(<GlobalError error={new Error('The theme is not there.')} />);
  expect(page).toContain('<h1>The console failed</h1><p>The theme is not there.</p>');
  expect(page).toContain('Reload</button>');
  expect(page).not.toContain('mantine-');
});
