'use client';

import { Button, Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { formatEstimate } from '../../format/money.ts';
import { groupExclusions } from './group-exclusions.ts';
import type { Plan } from './plan-facts.ts';
import classes from './plan-view.module.css';
import { strategyLabel } from './route.ts';
import { ScoreBars } from './score-bars.tsx';

type PlanViewProps = {
  plan: Plan;
  /** The model that served; null before a model has served. */
  servedBy: string | null;
};

const shownAtFirst = 4;

/** A plan: the candidates in order with reasons, and the exclusions. */
export const PlanView = memo(function PlanView({ plan, servedBy }: PlanViewProps) {
  const [isOpen, open] = useDisclosure();
  const candidates = isOpen ? plan.candidates : plan.candidates.slice(0, shownAtFirst);
  const hidden = plan.candidates.length - candidates.length;
  return (
    <div className={classes.plan}>
      <Text size="xs" c="dimmed">
        {strategyLabel(plan.strategy)}
        {plan.chain && `, along the chain ${plan.chain}`}
      </Text>
      <ol className={classes.candidates}>
        {candidates.map((candidate, index) => (
          <li
            key={candidate.modelId}
            className={classes.candidate}
            data-served={candidate.modelId === servedBy || undefined}
          >
            <div className={classes.head}>
              <span className={classes.rank}>{index + 1}</span>
              <span className={classes.model}>{candidate.modelId}</span>
              <span className={classes.score}>{Math.round(candidate.score * 100)}</span>
            </div>
            <ScoreBars scores={candidate.scores} />
            <div className={classes.figures}>
              <span>{formatEstimate(candidate.estimatedCostUsd)}</span>
              <span>{formatDuration(candidate.estimatedLatencyMs)}</span>
            </div>
            <div className={classes.note}>{candidate.reason}</div>
          </li>
        ))}
      </ol>
      {plan.candidates.length === 0 && <Text size="sm">No model can serve this prompt.</Text>}
      {hidden > 0 && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={open.open}>
          {hidden} more
        </Button>
      )}
      <Exclusions exclusions={plan.exclusions} isOpenAtFirst={plan.candidates.length === 0} />
    </div>
  );
});

type ExclusionsProps = Pick<Plan, 'exclusions'> & { isOpenAtFirst: boolean };

function Exclusions({ exclusions, isOpenAtFirst }: ExclusionsProps) {
  const [isOpen, { toggle }] = useDisclosure(isOpenAtFirst);
  if (exclusions.length === 0) return null;
  return (
    <div>
      <UnstyledButton className={classes.toggle} aria-expanded={isOpen} onClick={toggle}>
        <IconChevronRight size={14} className={classes.arrow} />
        {exclusions.length} {exclusions.length === 1 ? 'model' : 'models'} excluded
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ul className={classes.exclusions}>
          {groupExclusions(exclusions).map(({ reason, models }) => (
            <li key={reason}>
              <div className={classes.reason}>{reason}</div>
              <div className={classes.excluded}>{models.join(', ')}</div>
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
