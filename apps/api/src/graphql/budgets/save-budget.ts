import { GraphQLError } from 'graphql';
import { validate as isUuid } from 'uuid';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import type { BudgetStatus } from '../../ledger/list-budgets.ts';
import { BudgetScopeError } from '../../ledger/save-budget.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { Budget } from './budget.ts';
import { BudgetInput, parseBudgetInput } from './budget-input.ts';
import { visibleBudgets } from './budgets.ts';

/** The budget of an id that the viewer may change. NOT_FOUND where there is none, CONFLICT where the policy has it. */
export async function findChangeable(id: string, { services, viewer }: GraphqlContext): Promise<BudgetStatus> {
  const budgets = isUuid(id) ? visibleBudgets(await services.budgets.list(), viewer) : [];
  const budget = budgets.find((each) => each.id === id.toLowerCase());
  if (budget === undefined) throw new ServiceError('NOT_FOUND', `There is no budget '${id}'.`);
  if (budget.source === 'operator') return budget;
  throw new GraphQLError(`Budget '${budget.name}' stands in the policy file: change cost_controls there.`, {
    extensions: { code: 'CONFLICT' },
  });
}

builder.mutationField('saveBudget', (t) =>
  t.field({
    type: Budget,
    extensions: withCost({ work: 200 }),
    description: 'Makes a budget, or changes one. Whom it binds and its window stay as they were made.',
    args: { input: t.arg({ type: BudgetInput, required: true, description: 'The budget.' }) },
    resolve: async (_root, { input }, context) => {
      const { services, viewer } = context;
      if (input.id != null) await findChangeable(input.id, context);
      const budget = parseBudgetInput(input, services.catalog(), viewer);
      try {
        await services.budgets.save(budget);
      } catch (error) {
        throw error instanceof BudgetScopeError
          ? new InputError('input.id', `cannot be kept: ${error.message}`)
          : error;
      }
      const saved = (await services.budgets.list()).find(({ id }) => id === budget.id);
      if (saved === undefined) throw new ServiceError('NOT_FOUND', `Budget '${budget.name}' was removed meanwhile.`);
      return saved;
    },
  }),
);
