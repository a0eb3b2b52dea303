// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderInConsole } from '../../testing/render-in-console.tsx';
import { apiError } from '../../testing/scripted-client.ts';
import type { GenerationDetail } from './generation-documents.ts';
import { RatingCard } from './rating-card.tsx';

const detail = (members: Partial<GenerationDetail> = {}) =>
  ({ id: 'g1', status: 'COMPLETED', rating: null, ratingComment: null, ...members }) as GenerationDetail;

test('a click rates', async () => {
  const RateGeneration = () => ({ rateGeneration: { id: 'g1', rating: 1, ratingComment: null } });
  const { user, sent } = renderInConsole(<RatingCard generation={detail()} />, { RateGeneration });
  expect(screen.queryByLabelText('Why')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Good' }));
  expect(sent.find(({ name }) => name === 'RateGeneration')?.variables).toEqual({ id: 'g1', score: 1, comment: '' });
});

test('a rating shows its choice, and accepts a comment', async () => {
  const RateGeneration = () => ({ rateGeneration: { id: 'g1', rating: 0, ratingComment: 'Wrong town.' } });
  const { user, sent } = renderInConsole(<RatingCard generation={detail({ rating: 0 })} />, { RateGeneration });
  expect(screen.getByRole('button', { name: 'Bad' }).getAttribute('aria-pressed')).toBe('true');
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  await user.type(screen.getByLabelText('Why'), 'Wrong town.');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(sent.find(({ name }) => name === 'RateGeneration')?.variables).toMatchObject({
    score: 0,
    comment: 'Wrong town.',
  });
});

test('shows the reason why a rating was refused', async () => {
  const RateGeneration = () => {
    throw apiError('NOT_FOUND', "There is no generation 'g1'.");
  };
  const { user } = renderInConsole(<RatingCard generation={detail()} />, { RateGeneration });
  await user.click(screen.getByRole('button', { name: 'Bad' }));
  expect(await screen.findByText("There is no generation 'g1'.")).toBeTruthy();
});

test.each([
  ['a share', { rating: 0.7, ratingComment: 'Nearly.' }, 'Rated: Nearly.'],
  ['a good rating', { rating: 1 }, 'Good'],
])('a viewer reads %s', (_name, members, text) => {
  renderInConsole(<RatingCard generation={detail(members)} />, {}, 'VIEWER');
  expect(screen.getByText(text)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('the card is hidden while the generation runs, and from a viewer without a rating', () => {
  renderInConsole(<RatingCard generation={detail({ status: 'RUNNING' })} />);
  renderInConsole(<RatingCard generation={detail()} />, {}, 'VIEWER');
  expect(screen.queryByText('Rating')).toBeNull();
});
