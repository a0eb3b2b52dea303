// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderInConsole } from '../testing/render-in-console.tsx';
import { apiError } from '../testing/scripted-client.ts';
import { QueryView } from './query-view.tsx';
import { Empty } from './states.tsx';

type Result = Parameters<typeof QueryView<string[]>>[0]['result'];

function open(result: Partial<Result>, onRetry?: () => void) {
  return renderInConsole(
    <QueryView
      result={{ fetching: false, ...result }}
      what="The list"
      onRetry={onRetry}
      isEmpty={(list) => list.length === 0}
      empty={<Empty title="Nothing yet" text="Send a request." />}
    >
      {(list) => <p>{list.join()}</p>}
    </QueryView>,
  );
}

test('it shows that it loads', () => {
  open({ fetching: true });
  expect(screen.getByRole('status', { name: 'Loading: The list' })).toBeTruthy();
});

test('it shows data, or the next step when there is none', () => {
  open({ data: ['a', 'b'] });
  expect(screen.getByText('a,b')).toBeTruthy();
  open({ data: [] });
  expect(screen.getByText('Send a request.')).toBeTruthy();
});

test('a failure shows its reason, and can be tried again', async () => {
  const retry = vi.fn();
  const { user } = open({ error: apiError('INTERNAL', 'It broke.') }, retry);
  expect(screen.getByRole('alert').textContent).toContain('It broke.');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledOnce();
});

test('old data stays, marked as old', async () => {
  const retry = vi.fn();
  const { user } = open({ data: ['a'], error: apiError('INTERNAL', 'It broke.') }, retry);
  expect(screen.getByText('a')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('may be old');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledOnce();
});

test('data that the role may not see is named', () => {
  open({ error: apiError('FORBIDDEN', 'A viewer may not read it.') });
  expect(screen.getByText('The list: no permission')).toBeTruthy();
  expect(screen.getByText('A viewer may not read it.')).toBeTruthy();
});
