import { Anchor } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { StatusDot } from '../../components/status-dot.tsx';
import { PageLink } from '../shell/page-link.tsx';
import classes from './attention-list.module.css';
import type { Problem } from './find-problems.ts';

/** Problems, one per line with a remedy, or a sentence when there are none. */
export function AttentionList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) {
    return (
      <p className={classes.fine}>
        <IconCircleCheck size={16} aria-hidden />
        Nothing needs attention.
      </p>
    );
  }
  return (
    <ul className={classes.list}>
      {problems.map((problem) => (
        <Line key={problem.id} problem={problem} />
      ))}
    </ul>
  );
}

function Line({ problem: { id, tone, subject, text, remedy } }: { problem: Problem }) {
  return (
    <li className={classes.line} data-id={id}>
      <StatusDot tone={tone} />
      <span className={classes.text}>
        <strong>{subject}</strong> {text}
      </span>
      <Anchor component={PageLink} href={remedy.href} size="sm" aria-label={`${remedy.label}: ${subject}`}>
        {remedy.label}
      </Anchor>
    </li>
  );
}
