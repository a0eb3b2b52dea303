// @vitest-environment happy-dom
import { act, configure, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { visit } from '../../testing/next-navigation.ts';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import { keepDraft } from './draft/draft-store.ts';
import { PolicyScreen } from './policy-screen.tsx';

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

// The editor itself needs a layout, and is tested in a browser.
vi.mock('./editor/code-editor.tsx', () => ({
  CodeEditor: ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
    <textarea aria-label="Policy document" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  ),
}));
vi.mock('../../components/text-diff-view.tsx', () => ({
  TextDiffView: ({ before, after }: { before: string; after: string }) => <pre>{`${before} => ${after}`}</pre>,
}));

const revision = (number: number, yaml: string, more: Record<string, unknown> = {}) => ({
  __typename: 'Policy',
  revision: number,
  yaml,
  source: 'API',
  appliedAt: '2026-01-02T03:04:05Z',
  appliedBy: 'Ada',
  comment: null,
  problem: null,
  ...more,
});

const check = (more: Record<string, unknown> = {}) => ({
  isValid: true,
  issues: [],
  diff: [{ path: 'models.a.b', change: 'REMOVED', before: '{}', after: null, text: 'model a/b was removed' }],
  replay: {
    requests: 200,
    moved: 3,
    refused: 1,
    unpriced: 2,
    costBeforeUsd: '2',
    costAfterUsd: '1',
    changes: [
      { generationId: 'g1', before: 'a/b', after: 'c/d', costBeforeUsd: '0.5', costAfterUsd: '0.25' },
      { generationId: 'g2', before: 'a/b', after: null, costBeforeUsd: '0.5', costAfterUsd: null },
    ],
  },
  ...more,
});

const base = 'one\ntwo\nthree\nfour\n';

beforeEach(() => visit('/policy'));
afterEach(() => sessionStorage.clear());

async function show(answers: Parameters<typeof renderInConsole>[1] = {}) {
  const view = renderInConsole(
    <PolicyScreen />,
    {
      PolicyPage: () => ({ policy: revision(4, base) }),
      ValidatePolicy: () => ({ validatePolicy: check() }),
      ...answers,
    },
    'OPERATOR',
  );
  const editor = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Policy document' });
  const edit = (yaml: string) => fireEvent.change(editor, { target: { value: yaml } });
  return { ...view, editor, edit };
}

test('a draft is checked when typing pauses: changes in words, moved and refused requests, and cost', async () => {
  const { edit, sent } = await show();
  expect(screen.getByText('Nothing is changed yet.')).toBeDefined();
  edit('one\n');
  edit('one\ntwo\n');
  expect(await screen.findByText('model a/b was removed')).toBeDefined();
  expect(sent.filter(({ name }) => name === 'ValidatePolicy').map(({ variables }) => variables)).toEqual([
    { yaml: 'one\ntwo\n', replay: 1_000, first: 50 },
  ]);
  expect(screen.getByText('was $2.00')).toBeDefined();
  expect(screen.getByText('of 200')).toBeDefined();
  expect(screen.getByText('2 without a price are not in the cost.')).toBeDefined();
  const rows = within(screen.getByRole('region', { name: 'Requests that change' })).getAllByRole('row');
  expect(rows.slice(1).map(({ textContent }) => textContent)).toEqual(['a/bc/d$0.50 → $0.25', 'a/brefused$0.50 → –']);
});

test('typing does not render the report of the previous check again', async () => {
  let reads = 0;
  const { replay, ...others } = check();
  const watched = {
    ...replay,
    get changes() {
      reads += 1;
      return replay.changes;
    },
  };
  const { edit } = await show({ ValidatePolicy: () => ({ validatePolicy: { ...others, replay: watched } }) });
  edit(`${base}a`);
  await screen.findByText('model a/b was removed');
  edit(`${base}ab`);
  const before = reads;
  for (const text of ['abc', 'abcd', 'abcde']) edit(base + text);
  expect(reads).toBe(before);
});

test('problems are listed with their lines, and nothing can be applied', async () => {
  const issue = { message: 'Must be a number.', path: 'models.a', line: 7, column: 3 };
  const { edit } = await show({
    ValidatePolicy: () => ({ validatePolicy: check({ isValid: false, issues: [issue], replay: null }) }),
  });
  edit('broken');
  expect(await screen.findByText('One problem')).toBeDefined();
  expect(screen.getByText('Line 7')).toBeDefined();
  expect(screen.getByText('The requests are planned once the problems are solved.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Apply …' })).toHaveProperty('disabled', true);
});

test('a failed check shows the reason, and can be repeated', async () => {
  let isBroken = true;
  const { edit, user } = await show({
    ValidatePolicy() {
      if (isBroken) throw apiError('RATE_LIMITED', '100 other policies are being read.');
      return { validatePolicy: check() };
    },
  });
  edit('one\n');
  expect((await screen.findByRole('alert')).textContent).toContain('100 other policies are being read.');
  isBroken = false;
  await user.click(screen.getByRole('button', { name: 'Check again' }));
  expect(await screen.findByText('No problems: it can be applied.')).toBeDefined();
});

test('a draft is applied on the revision that it is based on, with its comment', async () => {
  const { edit, user, sent } = await show({
    ApplyPolicy: () => ({ applyPolicy: { __typename: 'Policy', revision: 5, yaml: 'one\n' } }),
  });
  edit('one\n');
  await screen.findByText('No problems: it can be applied.');
  await user.click(screen.getByRole('button', { name: 'Apply …' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('One of the last requests would be refused.')).toBeDefined();
  await user.type(dialog.getByLabelText('Why'), 'Cheaper.');
  await user.click(dialog.getByRole('button', { name: 'Apply' }));
  expect(await screen.findByText('Revision 5 is in force.')).toBeDefined();
  expect(sent.find(({ name }) => name === 'ApplyPolicy')?.variables).toEqual({
    yaml: 'one\n',
    expectedRevision: 4,
    comment: 'Cheaper.',
  });
  expect(sessionStorage.length).toBe(0);
});

test('a draft of an earlier visit is restored, and can be discarded', async () => {
  keepDraft({ yaml: 'mine\n', base: { revision: 4, yaml: base }, savedAtMs: Date.now() });
  const { editor, user } = await show();
  expect(editor.value).toBe('mine\n');
  expect(screen.getByText(/restored from/)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect(editor.value).toBe(base);
  expect(sessionStorage.length).toBe(0);
});

test('another revision stops a draft, and is merged when it changes other lines', async () => {
  const { editor, edit, emit, user } = await show();
  edit('ONE\ntwo\nthree\nfour\n');
  const theirs = revision(5, 'one\ntwo\nthree\nFOUR\n', { appliedBy: 'Bob', comment: 'Four.' });
  const replicas = [
    { __typename: 'PolicyReplica', id: 'a', revision: 5 },
    { __typename: 'PolicyReplica', id: 'b', revision: 4 },
  ];
  act(() => emit('PolicyChanges', { policy: { __typename: 'PolicyEvent', policy: theirs, replicas } }));
  expect(await screen.findByText('Revision 5 by Bob came into force since you began')).toBeDefined();
  expect(screen.getByText('1 of 2 replicas run it')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Apply …' })).toHaveProperty('disabled', true);
  await user.click(screen.getByRole('button', { name: 'Resolve …' }));
  await user.click(await screen.findByRole('button', { name: 'Join both' }));
  expect(editor.value).toBe('ONE\ntwo\nthree\nFOUR\n');
  expect(screen.queryByText(/came into force since you began/)).toBeNull();
});

test('the text follows the policy in force until the first change, and its problem is shown', async () => {
  const { editor, emit } = await show();
  const next = revision(5, 'next\n', { problem: 'policy.yml has changed, and is not used.' });
  act(() => emit('PolicyChanges', { policy: { __typename: 'PolicyEvent', policy: next, replicas: [] } }));
  expect(await screen.findByText('policy.yml has changed, and is not used.')).toBeDefined();
  expect(editor.value).toBe('next\n');
});

test('the history shows the changes of a revision, and rolls back after a second click', async () => {
  visit('/policy?view=history');
  const { user, sent } = renderInConsole(
    <PolicyScreen />,
    {
      PolicyPage: () => ({ policy: revision(4, base) }),
      PolicyHistory: ({ after }) => ({
        policyRevisions: {
          nodes: after === null ? [revision(4, base), revision(3, 'x', { comment: 'Third.' })] : [revision(2, 'y')],
          pageInfo: { hasNextPage: after === null, endCursor: after === null ? '3' : '2' },
        },
      }),
      PolicyRevision: () => ({
        policyRevision: revision(3, 'three\n'),
        former: { __typename: 'Policy', revision: 2, yaml: 'two\n' },
      }),
      RollbackPolicy: () => ({ rollbackPolicy: { __typename: 'Policy', revision: 5 } }),
    },
    'OPERATOR',
  );
  await screen.findByText('Third.');
  await user.click(screen.getByRole('button', { name: 'Show earlier ones' }));
  await user.click(await screen.findByRole('button', { name: 'Compare revision 3' }));
  expect(await screen.findByText('two => three', { collapseWhitespace: true })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Roll back to revision 3 …' }));
  expect(sent.some(({ name }) => name === 'RollbackPolicy')).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Roll back' }));
  expect(await screen.findByText('Revision 5 is in force: the document of revision 3.')).toBeDefined();
  expect(sent.find(({ name }) => name === 'RollbackPolicy')?.variables).toEqual({ revision: 3, comment: null });
});
