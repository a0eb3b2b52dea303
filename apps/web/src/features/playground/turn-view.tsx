'use client';

import { ActionIcon, CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy, IconRefresh } from '@tabler/icons-react';
import { memo } from 'react';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatCount } from '../../format/tokens.ts';
import { Answer } from './answer.tsx';
import type { Turn } from './build-input.ts';
import classes from './conversation.module.css';
import { runFigures } from './run-figures.ts';
import { hasEnded, type RunState } from './run-state.ts';

type TurnViewProps = {
  turn: Turn;
  onInspect: (turnId: string) => void;
  /** Sends the prompt again; null where that is not possible. */
  onRepeat: (() => void) | null;
};

/** A prompt and its answer. */
export const TurnView = memo(function TurnView({ turn, onInspect, onRepeat }: TurnViewProps) {
  return (
    <article className={classes.turn}>
      <div className={classes.prompt}>{turn.prompt}</div>
      <Answer run={turn.run} onRepeat={onRepeat} />
      {hasEnded(turn.run) && (
        <div className={classes.foot}>
          <UnstyledButton
            className={classes.summary}
            aria-label="Details of this run"
            onClick={() => onInspect(turn.id)}
          >
            <RunSummary run={turn.run} />
          </UnstyledButton>
          {turn.run.text && <CopyText text={turn.run.text} />}
          {onRepeat && (
            <Tooltip label="Ask again">
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Ask again" onClick={onRepeat}>
                <IconRefresh size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      )}
    </article>
  );
});

function RunSummary({ run }: { run: RunState }) {
  const figures = runFigures(run, run.startedAtMs);
  const tone = run.phase === 'completed' ? 'good' : run.phase === 'failed' ? 'bad' : 'idle';
  const failures = run.attempts.filter(({ outcome }) => outcome === 'FAILED').length;
  return (
    <>
      <StatusDot tone={tone} />
      <span className={classes.served}>
        {run.phase === 'completed' ? run.settled?.model : run.phase === 'cancelled' ? 'Cancelled' : 'Failed'}
      </span>
      {failures > 0 && run.phase === 'completed' && (
        <span>
          after {failures} failed {failures === 1 ? 'attempt' : 'attempts'}
        </span>
      )}
      <span>{formatDuration(figures.totalMs)}</span>
      {figures.outputTokens !== null && <span>{formatCount(figures.outputTokens)} tokens</span>}
      {run.settled && <span>{figures.cost}</span>}
    </>
  );
}

function CopyText({ text }: { text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Copy the answer" onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
