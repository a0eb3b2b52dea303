import { validate as isUuid } from 'uuid';
import { InputError, ServiceError } from '../errors/service-error.ts';
import type { Budgets } from './budgets.ts';
import { type BudgetDraft, checkBudget } from './check-budget.ts';
import type { BudgetStatus } from './list-budgets.ts';
import { BudgetScopeError } from './save-budget.ts';

/** The budgets, and the only workspace that the caller may access; null for all. */
export type BudgetRealm = { budgets: Pick<Budgets, 'list' | 'save' | 'remove'>; workspaceId: string | null };

/** A budget before and after a change. `before` is null for a new budget. */
export type SavedBudget = { before: BudgetStatus | null; saved: BudgetStatus };

/** The part of a budget that an operator sets. */
export function settingsOf({
  id,
  name,
  workspaceId,
  apiKeyId,
  modelId,
  providerId,
  window,
  limitUsd,
  hard,
  alertThreshold,
}: BudgetStatus): BudgetDraft {
  return { id, name, workspaceId, apiKeyId, modelId, providerId, window, limitUsd, hard, alertThreshold };
}

/**
 * The budgets that a caller may see. A caller bound to a workspace sees only its budgets, since others reveal the
 * spending of other workspaces.
 */
export function visibleBudgets(budgets: readonly BudgetStatus[], workspaceId: string | null): BudgetStatus[] {
  return budgets.filter((budget) => workspaceId === null || budget.ownerWorkspaceId === workspaceId);
}

/**
 * Creates a budget, or changes the budget with its id. Rejects with BAD_USER_INPUT that names the field below `path`.
 * Rejects with NOT_FOUND if no budget has that id, and with CONFLICT if the policy defines the budget.
 */
export async function saveOperatorBudget(draft: BudgetDraft, path: string, realm: BudgetRealm): Promise<SavedBudget> {
  const { budgets, workspaceId } = realm;
  const before = draft.id === null ? null : await findChangeable(draft.id, realm);
  const budget = checkBudget({ ...draft, workspaceId: workspaceId ?? draft.workspaceId }, path);
  try {
    await budgets.save(budget);
  } catch (error) {
    throw error instanceof BudgetScopeError ? new InputError(`${path}.id`, `cannot be saved: ${error.message}`) : error;
  }
  const saved = (await budgets.list()).find(({ id }) => id === budget.id);
  if (saved === undefined) throw new ServiceError('NOT_FOUND', `Budget '${budget.name}' was removed meanwhile.`);
  return { before, saved };
}

/** Removes a budget and returns its last state. Rejects with NOT_FOUND or CONFLICT as `saveOperatorBudget` does. */
export async function removeOperatorBudget(id: string, realm: BudgetRealm): Promise<BudgetStatus> {
  const budget = await findChangeable(id, realm);
  await realm.budgets.remove(budget.id);
  return budget;
}

async function findChangeable(id: string, { budgets, workspaceId }: BudgetRealm): Promise<BudgetStatus> {
  const visible = isUuid(id) ? visibleBudgets(await budgets.list(), workspaceId) : [];
  const budget = visible.find((each) => each.id === id.toLowerCase());
  if (budget === undefined) throw new ServiceError('NOT_FOUND', `There is no budget '${id}'.`);
  if (budget.source === 'operator') return budget;
  throw new ServiceError(
    'CONFLICT',
    `Budget '${budget.name}' is defined in the policy file: change cost_controls there.`,
  );
}
