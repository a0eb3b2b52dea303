'use client';

import { useMemo } from 'react';
import { useAttention } from '../attention/attention-provider.tsx';
import type { Problem } from '../attention/find-problems.ts';
import classes from './shell.module.css';

/** The number of problems of each section that has any. */
function countBySection(problems: readonly Problem[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { section } of problems) counts[section] = (counts[section] ?? 0) + 1;
  return counts;
}

export function useSectionCounts(): Readonly<Record<string, number>> {
  const { problems } = useAttention();
  return useMemo(() => countBySection(problems), [problems]);
}

/** The number of problems in a section. */
export function SectionBadge({ count }: { count: number }) {
  return (
    <span className={classes.badge}>
      <span aria-hidden>{count}</span>
      <span className={classes.hidden}>{count === 1 ? ', 1 problem' : `, ${count} problems`}</span>
    </span>
  );
}
