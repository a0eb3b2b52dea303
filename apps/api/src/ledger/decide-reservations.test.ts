import { describe, expect, it } from 'vitest';
import { decideReservations, type LockedPeriod, type Period, periodsToRecall } from './decide-reservations.ts';
import type { ReservationRequest } from './reservation.ts';

function period(budgetId: string, limit: bigint, changes: Partial<Period> = {}): Period {
  return { budgetId, windowStartMs: 0, limit, hard: true, spent: 0n, reserved: 0n, ...changes };
}

function requirement(budgetId: string, amount: bigint) {
  return { budgetId, windowStartMs: 0, amount };
}

function request(generationId: string, ...options: ReservationRequest['options']): ReservationRequest {
  return { generationId, options };
}

const noReservations = new Map<string, bigint>();

describe('reservations', () => {
  it('are granted in the order of arrival, until the budget is full', () => {
    const requests = ['a', 'b', 'c'].map((id) => request(id, [requirement('day', 4n)]));
    const { answers, reserved } = decideReservations(requests, [period('day', 10n, { spent: 1n })], noReservations);
    expect(answers.map(({ option }) => option)).toEqual([0, 0, null]);
    expect(answers[2]?.shortfalls).toEqual([{ budgetId: 'day', needed: 4n, remaining: 1n }]);
    expect(reserved.map(({ generationId, amount }) => [generationId, amount])).toEqual([
      ['a', 4n],
      ['b', 4n],
    ]);
  });

  it('take the first option that fits, and explain why the options before it did not', () => {
    const { answers } = decideReservations(
      [request('a', [requirement('day', 11n)], [requirement('day', 10n)])],
      [period('day', 10n)],
      noReservations,
    );
    expect(answers).toEqual([{ option: 1, shortfalls: [{ budgetId: 'day', needed: 11n, remaining: 10n }] }]);
  });

  it('must fit into every budget, and change none when one is too small', () => {
    const both = [requirement('day', 5n), requirement('month', 5n)];
    const { answers, reserved } = decideReservations(
      [request('a', both)],
      [period('day', 9n), period('month', 4n)],
      noReservations,
    );
    expect(answers[0]?.shortfalls).toEqual([{ budgetId: 'month', needed: 5n, remaining: 4n }]);
    expect(reserved).toEqual([]);
  });

  it('are counted but never refused by a soft budget', () => {
    const { answers, reserved } = decideReservations(
      [request('a', [requirement('day', 5n)])],
      [period('day', 1n, { hard: false })],
      noReservations,
    );
    expect(answers[0]?.option).toBe(0);
    expect(reserved).toHaveLength(1);
  });

  it('are raised only by the missing amount', () => {
    const { reserved } = decideReservations(
      [request('a', [requirement('day', 9n)])],
      [period('day', 10n, { reserved: 4n })],
      new Map([['a day', 4n]]),
    );
    expect(reserved).toEqual([{ generationId: 'a', budgetId: 'day', windowStartMs: 0, amount: 5n }]);
  });

  it('of zero are granted although the budget is overdrawn', () => {
    const { answers } = decideReservations(
      [request('a', [requirement('day', 0n)])],
      [period('day', 10n, { spent: 12n })],
      noReservations,
    );
    expect(answers[0]?.option).toBe(0);
  });

  it('are not bound by a budget that has been removed', () => {
    expect(decideReservations([request('a', [requirement('gone', 5n)])], [], noReservations)).toEqual({
      answers: [{ option: 0, shortfalls: [] }],
      reserved: [],
    });
  });
});

describe('slices', () => {
  const sliced = (changes: Partial<LockedPeriod>): LockedPeriod => ({
    ...period('day', 10n),
    isSliced: true,
    alertAt: null,
    ...changes,
  });

  it.each([
    ['stay if the request fits', 5n, {}, false],
    ['return if the request does not fit', 11n, {}, true],
    ['stay if there are none', 11n, { isSliced: false }, false],
    ['return if the reservation reaches the alert threshold', 5n, { spent: 1n, reserved: 2n, alertAt: 8n }, true],
    ['stay if it does not', 5n, { spent: 1n, reserved: 2n, alertAt: 9n }, false],
    ['stay if nothing is reserved', 0n, { spent: 9n, alertAt: 8n }, false],
  ])('%s', (_, amount, changes, returns) => {
    const locked = [sliced(changes)];
    const decision = decideReservations([request('a', [requirement('day', amount)])], locked, noReservations);
    expect(periodsToRecall(decision, locked)).toEqual(returns ? locked : []);
  });
});
