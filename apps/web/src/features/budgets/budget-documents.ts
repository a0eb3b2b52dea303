import { graphql, type ResultOf, type VariablesOf } from '../../graphql/graphql.ts';

export const BudgetFragment = graphql(`
  fragment BudgetFigures on Budget @_unmask {
    id
    name
    workspaceId
    apiKeyId
    model
    provider
    window
    limitUsd
    spentUsd
    reservedUsd
    remainingUsd
    hard
    alertThreshold
    alertedAt
    windowStart
    windowEnd
    forecast {
      spentUsd
      fullAt
    }
    source
  }
`);

export type Budget = ResultOf<typeof BudgetFragment>;

/** The budgets, and the choices for the scope of a new budget. */
export const BudgetsQuery = graphql(
  `
    query Budgets($mayChange: Boolean!) {
      budgets {
        ...BudgetFigures
      }
      apiKeys @include(if: $mayChange) {
        id
        name
        prefix
        revokedAt
      }
      models @include(if: $mayChange) {
        id
      }
      providers @include(if: $mayChange) {
        id
        displayName
      }
    }
  `,
  [BudgetFragment],
);

export type BudgetsData = ResultOf<typeof BudgetsQuery>;

/** The changed budgets update the list through the cache, by id. */
export const BudgetsSubscription = graphql(
  `
    subscription BudgetChanges {
      budgets {
        snapshot
        budgets {
          ...BudgetFigures
        }
        alerts {
          id
          name
        }
        removed
      }
    }
  `,
  [BudgetFragment],
);

export const SaveBudgetMutation = graphql(
  `
    mutation SaveBudget($input: BudgetInput!) {
      saveBudget(input: $input) {
        ...BudgetFigures
      }
    }
  `,
  [BudgetFragment],
);

export const RemoveBudgetMutation = graphql(`
  mutation RemoveBudget($id: ID!) {
    removeBudget(id: $id)
  }
`);

export type BudgetInput = VariablesOf<typeof SaveBudgetMutation>['input'];
