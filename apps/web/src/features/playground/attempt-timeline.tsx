import { Loader, Tooltip } from '@mantine/core';
import { IconArrowForwardUp, IconCheck, IconMinus, IconRefresh, IconX } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { describeCode } from '../../graphql/error-codes.ts';
import classes from './attempt-timeline.module.css';
import type { AttemptState } from './run-state.ts';

const marks: Record<AttemptState['outcome'], { label: string; icon: ReactNode }> = {
  RUNNING: { label: 'Running', icon: <Loader size={12} /> },
  SUCCEEDED: { label: 'Succeeded', icon: <IconCheck size={13} stroke={2.4} /> },
  FAILED: { label: 'Failed', icon: <IconX size={13} stroke={2.4} /> },
  CANCELLED: { label: 'Cancelled', icon: <IconMinus size={13} stroke={2.4} /> },
  OUTRUN: { label: 'The other answered first', icon: <IconMinus size={13} stroke={2.4} /> },
  INTERRUPTED: { label: 'Interrupted', icon: <IconX size={13} stroke={2.4} /> },
  SKIPPED: { label: 'Skipped', icon: <IconMinus size={13} stroke={2.4} /> },
};

/** The attempts of a generation, live. */
export const AttemptTimeline = memo(function AttemptTimeline({ attempts }: { attempts: readonly AttemptState[] }) {
  return (
    <ol className={classes.timeline}>
      {attempts.map((attempt) => (
        <AttemptItem key={attempt.number} attempt={attempt} />
      ))}
    </ol>
  );
});

function AttemptItem({ attempt }: { attempt: AttemptState }) {
  const mark = marks[attempt.outcome];
  return (
    <li className={classes.attempt} data-outcome={attempt.outcome}>
      <Tooltip label={mark.label}>
        <span className={classes.mark} role="img" aria-label={mark.label}>
          {mark.icon}
        </span>
      </Tooltip>
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.model}>{attempt.model}</span>
          {attempt.latencyMs !== null && <span className={classes.figure}>{formatDuration(attempt.latencyMs)}</span>}
        </div>
        {attempt.resumption === 'continued' && (
          <div className={classes.resumption}>
            <IconArrowForwardUp size={13} /> Continued the text where it broke off
          </div>
        )}
        {attempt.resumption === 'restarted' && (
          <div className={classes.resumption}>
            <IconRefresh size={13} /> Started the answer over
          </div>
        )}
        {attempt.errorCode && (
          <div className={classes.error}>
            <b>{describeCode(attempt.errorCode).title}.</b> {attempt.errorMessage}
          </div>
        )}
        {attempt.outcome === 'OUTRUN' && (
          <div className={classes.note}>
            {attempt.errorMessage} {attempt.costUsd !== null && `It cost ${formatUsd(attempt.costUsd)}.`}
          </div>
        )}
        {attempt.outcome === 'SUCCEEDED' && (
          <div className={classes.note}>
            First token {formatDuration(attempt.firstTokenMs)}, {formatUsd(attempt.costUsd)}
          </div>
        )}
      </div>
    </li>
  );
}
