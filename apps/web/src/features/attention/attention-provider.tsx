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
  /** The worst first. Providers without a key are not among them. */
  problems: readonly Problem[];
  budgets: readonly BudgetState[];
  /** Why the newest policy is not in force; null for no problem, and for viewers who may not read the policy. */
  policyProblem: string | null;
};

const Context = createContext<Attention | null>(null);

/** Follows health, budgets and policy, and provides what needs a look to its children. */
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

/** What needs a look now. */
export function useAttention(): Attention {
  const attention = useContext(Context);
  if (!attention) throw new Error('useAttention works inside <AttentionProvider> only.');
  return attention;
}

/** Where budgets stand: all of them, then with each change. */
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

/** A snapshot stands for all budgets; a change replaces or removes those that it names. */
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
