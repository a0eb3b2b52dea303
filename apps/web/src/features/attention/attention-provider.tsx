'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useClient } from 'urql';
import { formatMoment } from '../../format/date-time.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { useAllHealth } from '../health/health-provider.tsx';
import { type BudgetState, findProblems, type Problem } from './find-problems.ts';

const BudgetsSubscription = graphql(`
  subscription AttentionBudgets {
    budgets {
      snapshot
      budgets {
        id
        name
        limitUsd
        spentUsd
        reservedUsd
        alertThreshold
        hard
        forecast {
          fullAt
        }
      }
      removed
    }
  }
`);

const PolicySubscription = graphql(`
  subscription AttentionPolicy {
    policy {
      policy {
        revision
        problem
      }
    }
  }
`);

type BudgetEvent = ResultOf<typeof BudgetsSubscription>['budgets'];

export type Attention = {
  /** The worst first. Providers without a key are not included. */
  problems: readonly Problem[];
  budgets: readonly BudgetState[];
  /**
   * The reason why the newest policy is not in force. Null without a problem, and for viewers who may not read the
   * policy.
   */
  policyProblem: string | null;
};

const Context = createContext<Attention | null>(null);

/** Follows health, budgets and policy, and provides the problems to its children. */
export function AttentionProvider({ children }: { children: ReactNode }) {
  const healths = useAllHealth();
  const budgets = useLiveBudgets();
  const policyProblem = usePolicyProblem();
  const mayRaise = useViewer().can('OPERATE');
  const attention = useMemo(() => {
    const sources = { healths: healths.values(), budgets, policyProblem, providers: [] };
    const problems = findProblems({ ...sources, mayRaise, formatMoment });
    return { problems, budgets, policyProblem };
  }, [healths, budgets, policyProblem, mayRaise]);
  return <Context value={attention}>{children}</Context>;
}

/** The present problems. */
export function useAttention(): Attention {
  const attention = useContext(Context);
  if (!attention) throw new Error('useAttention works inside <AttentionProvider> only.');
  return attention;
}

/** The state of budgets: all of them at first, then each change. */
function useLiveBudgets(): readonly BudgetState[] {
  const client = useClient();
  const [budgets, setBudgets] = useState<readonly BudgetState[]>([]);
  useEffect(() => {
    const { unsubscribe } = client.subscription(BudgetsSubscription, {}).subscribe(({ data }) => {
      if (data) setBudgets((known) => mergeBudgets(known, data.budgets));
    });
    return unsubscribe;
  }, [client]);
  return budgets;
}

/** A snapshot lists all budgets. A change replaces or removes only the budgets that it names. */
function mergeBudgets(known: readonly BudgetState[], { snapshot, budgets, removed }: BudgetEvent): BudgetState[] {
  if (snapshot) return [...budgets];
  const changed = new Map(budgets.map((budget) => [budget.id, budget]));
  const kept = known.filter(({ id }) => !removed.includes(id)).map((budget) => changed.get(budget.id) ?? budget);
  const ids = new Set(known.map(({ id }) => id));
  return [...kept, ...budgets.filter(({ id }) => !ids.has(id))];
}

function usePolicyProblem(): string | null {
  const client = useClient();
  const mayRead = useViewer().can('OPERATE');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!mayRead) return;
    const { unsubscribe } = client.subscription(PolicySubscription, {}).subscribe(({ data }) => {
      if (data) setProblem(data.policy.policy.problem);
    });
    return unsubscribe;
  }, [client, mayRead]);
  return problem;
}
