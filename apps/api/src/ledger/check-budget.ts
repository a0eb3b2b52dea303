import { v7 } from 'uuid';
import { InputError } from '../errors/service-error.ts';
import type { Budget } from './budget.ts';
import { type Money, parseMoney } from './money.ts';

/** A budget as an operator writes it. `id` null: a new budget. `limitUsd`: a decimal number. */
export type BudgetDraft = Omit<Budget, 'id' | 'limit'> & { id: string | null; limitUsd: string };

const tooLarge = parseMoney('100000000');

/** Converts a draft to a budget. Throws an `InputError` that names the field below `path`. */
export function checkBudget({ limitUsd, ...draft }: BudgetDraft, path: string): Budget {
  const name = draft.name.trim();
  if (name === '') throw new InputError(`${path}.name`, 'is empty: give the budget a name');
  return {
    ...draft,
    id: draft.id ?? v7(),
    name,
    limit: checkLimit(limitUsd, `${path}.limitUsd`),
    alertThreshold: checkThreshold(draft.alertThreshold, `${path}.alertThreshold`),
  };
}

function checkLimit(text: string, field: string): Money {
  const limit = parseMoney(text);
  if (limit < 0n) throw new InputError(field, `must not be below 0, but is ${text}`);
  if (limit >= tooLarge) throw new InputError(field, `must be below 100,000,000, but is ${text}`);
  return limit;
}

/** A value up to 1 is a share. A greater value is a percentage. */
function checkThreshold(given: number | null, field: string): number | null {
  if (given === null) return null;
  if (given > 0 && given <= 1) return given;
  if (given > 1 && given <= 100) return given / 100;
  throw new InputError(field, `must be a share above 0 up to 1, or percent up to 100, but is ${given}`);
}
