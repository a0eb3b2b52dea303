// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { SectionGate } from './section-gate.tsx';

const gate = <SectionGate>the page</SectionGate>;

test.each([
  ['/playground', 'VIEWER', 'Playground', 'members, operators and administrators'],
  ['/policy', 'VIEWER', 'Policy', 'operators and administrators'],
  ['/policy', 'MEMBER', 'Policy', 'operators and administrators'],
  ['/audit', 'MEMBER', 'Audit', 'administrators'],
  ['/audit', 'OPERATOR', 'Audit', 'administrators'],
] as const)('%s is closed to the role %s, and names the roles that may open it', (path, role, title, holders) => {
  visit(path);
  renderInConsole(gate, {}, role);
  expect(screen.getByRole('heading', { name: title })).toBeDefined();
  expect(screen.getByText(`${title}: no permission`)).toBeDefined();
  expect(screen.getByText(new RegExp(`^This page is for ${holders}: ask .*\\.$`))).toBeDefined();
  expect(screen.queryByText('the page')).toBeNull();
});

test.each([
  ['/playground', 'MEMBER'],
  ['/policy', 'OPERATOR'],
  ['/audit', 'ADMIN'],
  ['/', 'VIEWER'],
  ['/models/acme/one', 'VIEWER'],
  ['/no/such/page', 'VIEWER'],
] as const)('%s is open to the role %s', (path, role) => {
  visit(path);
  renderInConsole(gate, {}, role);
  expect(screen.getByText('the page')).toBeDefined();
});
