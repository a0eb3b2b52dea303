import { describe, expect, it } from 'vitest';
import { decideHolds, type Period } from './decide-holds.ts';
import type { HoldRequest } from './hold.ts';

function period(budgetId: string, limit: bigint, changes: Partial<Period> = {}): Period {
  return { budgetId, windowStartMs: 0, limit, hard: true, spent: 0n, reserved: 0n, ...changes };
}

function need(budgetId: string, amount: bigint) {
  return { budgetId, windowStartMs: 0, amount };
}

function request(generationId: string, ...ways: HoldRequest['ways']): HoldRequest {
  return { generationId, ways };
}

const nothingHeld = new Map<string, bigint>();

describe('holds', () => {
  it('are granted in the order of arrival, until the budget is full', () => {
    const requests = ['a', 'b', 'c'].map((id) => request(id, [need('day', 4n)]));
    const { answers, holds } = decideHolds(requests, [period('day', 10n, { spent: 1n })], nothingHeld);
    expect(answers.map(({ way }) => way)).toEqual([0, 0, null]);
    expect(answers[2]?.shortfalls).toEqual([{ budgetId: 'day', needed: 4n, remaining: 1n }]);
    expect(holds.map(({ generationId, amount }) => [generationId, amount])).toEqual([
      ['a', 4n],
      ['b', 4n],
    ]);
  });

  it('take the first way that fits, and say why the ones before did not', () => {
    const { answers } = decideHolds(
      [request('a', [need('day', 11n)], [need('day', 10n)])],
      [period('day', 10n)],
      nothingHeld,
    );
    expect(answers).toEqual([{ way: 1, shortfalls: [{ budgetId: 'day', needed: 11n, remaining: 10n }] }]);
  });

  it('must fit into every budget, and take of none when one is too small', () => {
    const both = [need('day', 5n), need('month', 5n)];
    const { answers, holds } = decideHolds([request('a', both)], [period('day', 9n), period('month', 4n)], nothingHeld);
    expect(answers[0]?.shortfalls).toEqual([{ budgetId: 'month', needed: 5n, remaining: 4n }]);
    expect(holds).toEqual([]);
  });

  it('are counted but never refused by a soft budget', () => {
    const { answers, holds } = decideHolds(
      [request('a', [need('day', 5n)])],
      [period('day', 1n, { hard: false })],
      nothingHeld,
    );
    expect(answers[0]?.way).toBe(0);
    expect(holds).toHaveLength(1);
  });

  it('are raised by what is missing alone', () => {
    const { holds } = decideHolds(
      [request('a', [need('day', 9n)])],
      [period('day', 10n, { reserved: 4n })],
      new Map([['a day', 4n]]),
    );
    expect(holds).toEqual([{ generationId: 'a', budgetId: 'day', windowStartMs: 0, amount: 5n }]);
  });

  it('of nothing are granted although the budget is overdrawn', () => {
    const { answers } = decideHolds(
      [request('a', [need('day', 0n)])],
      [period('day', 10n, { spent: 12n })],
      nothingHeld,
    );
    expect(answers[0]?.way).toBe(0);
  });

  it('are not bound by a budget that has been removed', () => {
    expect(decideHolds([request('a', [need('gone', 5n)])], [], nothingHeld)).toEqual({
      answers: [{ way: 0, shortfalls: [] }],
      holds: [],
    });
  });
});
