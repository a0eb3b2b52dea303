'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { describeError, type ErrorDescription } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { buildInput } from './build-input.ts';
import { type Plan, PlanFacts } from './plan-facts.ts';
import { usePlaygroundState } from './playground-provider.tsx';
import { hasEnded } from './run-state.ts';

const PlanQuery = graphql(
  `
    query PlaygroundPlan($input: GenerateInput!) {
      plan(input: $input) {
        ...PlanFacts
      }
    }
  `,
  [PlanFacts],
);

const typingPauseMs = 300;

/** The plan of the prompt in the composer. */
export type Estimate =
  | { type: 'nothing-typed' }
  | { type: 'invalid'; problem: string }
  | { type: 'failed'; error: ErrorDescription }
  | { type: 'planned'; plan: Plan; isStale: boolean }
  | { type: 'pending' };

/** Requests the plan of the prompt when the typing pauses. It calls no model. */
export function useEstimate(): Estimate {
  const draft = usePlaygroundState((state) => state.draft);
  const settings = usePlaygroundState((state) => state.settings);
  const isBusy = usePlaygroundState(({ turns }) => turns.some(({ run }) => !hasEnded(run)));
  // During a streaming answer the turns change with every frame.
  const turns = usePlaygroundState((state) => (isBusy ? null : state.turns));

  const built = useMemo(
    () => (draft.trim() === '' || turns === null ? null : buildInput({ settings, turns, prompt: draft })),
    [draft, settings, turns],
  );
  const [settled] = useDebouncedValue(built, typingPauseMs);
  const input = settled?.type === 'ready' ? settled.input : null;
  const [{ data, error, fetching, stale }] = useQuery({
    query: PlanQuery,
    variables: { input: input ?? {} },
    pause: input === null,
    requestPolicy: 'network-only',
  });

  if (built === null) return { type: 'nothing-typed' };
  if (built.type === 'invalid') return built;
  if (error && !fetching) return { type: 'failed', error: describeError(error) };
  if (!data) return { type: 'pending' };
  return { type: 'planned', plan: data.plan, isStale: fetching || stale || settled !== built };
}
