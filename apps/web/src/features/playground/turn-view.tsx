'use client';

import { ActionIcon, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy, IconFile, IconPlayerStopFilled, IconRefresh } from '@tabler/icons-react';
import { memo } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatCount } from '../../format/tokens.ts';
import { Answer } from './answer.tsx';
import classes from './conversation.module.css';
import { explainRun } from './explain-run.ts';
import { usePlayground } from './playground-provider.tsx';
import { PromptText } from './prompt-text.tsx';
import { routeLabel } from './route.ts';
import { runFigures } from './run-figures.ts';
import { hasEnded, type RunState } from './run-state.ts';
import type { Attachment, Lane, Turn } from './turn.ts';

/** The run in the panel. */
export type InspectedLane = { turnId: string; laneIndex: number };

type TurnViewProps = {
  turn: Turn;
  /** Number in the conversation, from 1. */
  number: number;
  isLast: boolean;
  onInspect: (lane: InspectedLane) => void;
};

/** A prompt and its answers: one, or several side by side. */
export const TurnView = memo(function TurnView({ turn, number, isLast, onInspect }: TurnViewProps) {
  const isBusy = turn.lanes.some(({ run }) => !hasEnded(run));
  return (
    <article className={classes.turn} data-lanes={turn.lanes.length}>
      {turn.prompt !== '' && <PromptText text={turn.prompt} />}
      <PromptFiles files={turn.files} />
      <div className={classes.lanes}>
        {turn.lanes.map((lane, laneIndex) => (
          <LaneView
            key={laneIndex}
            {...{ lane, laneIndex, onInspect }}
            turnId={turn.id}
            turnNumber={number}
            isAlone={turn.lanes.length === 1}
            format={turn.format}
            canRepeat={isLast && !isBusy}
          />
        ))}
      </div>
    </article>
  );
});

function PromptFiles({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <div className={classes.promptFiles}>
      {files.map(({ name, mediaType, data }, index) =>
        mediaType.startsWith('image/') ? (
          <img key={index} className={classes.promptImage} src={`data:${mediaType};base64,${data}`} alt={name} />
        ) : (
          <span key={index} className={classes.promptFile}>
            <IconFile size={14} /> {name}
          </span>
        ),
      )}
    </div>
  );
}

type LaneViewProps = {
  lane: Lane;
  laneIndex: number;
  turnId: string;
  turnNumber: number;
  format: Turn['format'];
  /** Whether this is the only answer of its turn. */
  isAlone: boolean;
  /** Whether its prompt may be sent again now. */
  canRepeat: boolean;
  onInspect: (lane: InspectedLane) => void;
};

const LaneView = memo(function LaneView({ lane, laneIndex, turnNumber, isAlone, ...props }: LaneViewProps) {
  const { repeat, cancel } = usePlayground();
  const { run, route } = lane;
  const onRepeat = props.canRepeat && !run.isShared ? () => void repeat(isAlone ? undefined : laneIndex) : null;
  const name = isAlone ? undefined : `Prompt ${turnNumber}, answer ${laneIndex + 1}: ${routeLabel(route)}`;
  return (
    <section className={classes.lane} aria-label={name} data-lane={laneIndex}>
      {!isAlone && (
        <div className={classes.laneHead}>
          <span className={classes.laneName}>{routeLabel(route)}</span>
          {!hasEnded(run) && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Cancel answer ${laneIndex + 1}`}
              onClick={() => cancel(laneIndex)}
            >
              <IconPlayerStopFilled size={12} />
            </ActionIcon>
          )}
        </div>
      )}
      <Answer run={run} onRepeat={onRepeat} />
      {hasEnded(run) && (
        <>
          <Why lane={lane} />
          <LaneFoot {...{ lane, laneIndex, onRepeat }} {...props} />
        </>
      )}
    </section>
  );
});

/** The reason why this model answered, in one sentence. */
function Why({ lane: { run, route } }: { lane: Lane }) {
  const explanation = explainRun(run, route);
  if (!explanation) return null;
  return (
    <p className={classes.why} data-other={explanation.isOtherModel || undefined}>
      {explanation.text}
    </p>
  );
}

type LaneFootProps = Pick<LaneViewProps, 'lane' | 'laneIndex' | 'turnId' | 'format' | 'onInspect'> & {
  onRepeat: (() => void) | null;
};

function LaneFoot({ lane: { run }, laneIndex, turnId, format, onRepeat, onInspect }: LaneFootProps) {
  return (
    <div className={classes.foot}>
      <UnstyledButton className={classes.summary} onClick={() => onInspect({ turnId, laneIndex })}>
        <VisuallyHidden>Details of this run: </VisuallyHidden>
        <RunSummary run={run} format={format} />
      </UnstyledButton>
      {run.text && <CopyText text={run.text} />}
      {onRepeat && (
        <Tooltip label="Ask again">
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Ask again" onClick={onRepeat}>
            <IconRefresh size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function RunSummary({ run, format }: { run: RunState; format: Turn['format'] }) {
  const figures = runFigures(run, run.startedAtMs);
  const tone = run.phase === 'completed' ? 'good' : run.phase === 'failed' ? 'bad' : 'idle';
  const failures = run.attempts.filter(({ outcome }) => outcome === 'FAILED').length;
  const served = run.servedBy ?? 'Completed';
  return (
    <>
      <StatusDot tone={tone} />
      <span className={classes.served}>
        {run.phase === 'completed' ? served : run.phase === 'cancelled' ? 'Cancelled' : 'Failed'}
      </span>
      {run.isShared && <span>from a link</span>}
      {failures > 0 && run.phase === 'completed' && (
        <span>
          after {failures} failed {failures === 1 ? 'attempt' : 'attempts'}
        </span>
      )}
      {run.phase === 'completed' && format !== 'TEXT' && (
        <span>{format === 'JSON' ? 'valid JSON' : 'fits the schema'}</span>
      )}
      {!run.isShared && <span>{formatDuration(figures.totalMs)}</span>}
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
