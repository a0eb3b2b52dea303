import { expect, it } from 'vitest';
import { mostCharactersOf, OutputCount } from './output-bound.ts';

it('allows 32 characters per token, and 64 Ki more', () => {
  expect(mostCharactersOf(1)).toBe(65_568);
  expect(mostCharactersOf(100_000)).toBe(3_265_536);
});

it('counts reasoning separately for the attempt, and together with the rest for the generation', () => {
  const count = new OutputCount({ attempt: 10, generation: 15 });
  count.answer = 10;
  count.reasoning = 5;
  expect(count.exceeded).toBeNull();
  count.reasoning = 6;
  expect(count.exceeded).toBe('generation');
  const alone = new OutputCount({ attempt: 10, generation: 1000 });
  alone.reasoning = 11;
  expect(alone.exceeded).toBe('attempt');
});
