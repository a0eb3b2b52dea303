// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Sparkline, toPaths } from './sparkline.tsx';

test.each([
  ['no values', [], []],
  ['only unknown values', [null, null], []],
  ['a rise', [0, 1, 2], ['M0.0 22.0 L48.0 12.0 L96.0 2.0']],
  ['a gap between two lines', [0, 4, null, 4, 0], ['M0.0 22.0 L24.0 2.0', 'M72.0 2.0 L96.0 22.0']],
  ['one value between gaps', [null, 3, null], ['M48.0 2.0 h1']],
  ['zeros, at the bottom', [0, 0], ['M0.0 22.0 L96.0 22.0']],
  ['losses below zero', [-2, 2], ['M0.0 22.0 L96.0 2.0']],
])('draws %s', (_name, values, paths) => {
  expect(toPaths(values, 96, 24)).toEqual(paths);
});

test('has a label that describes it', () => {
  render(<Sparkline values={[1, 2]} label="Requests by hour" />);
  expect(screen.getByRole('img', { name: 'Requests by hour' }).querySelectorAll('path')).toHaveLength(1);
});
