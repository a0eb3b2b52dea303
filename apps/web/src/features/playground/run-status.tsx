import { Loader } from '@mantine/core';
import { StatusDot, type Tone } from '../../components/status-dot.tsx';
import { describeCode } from '../../graphql/error-codes.ts';
import classes from './run-panel.module.css';
import type { RunState } from './run-state.ts';

/** The status of a run in words. */
export function RunStatus({ run }: { run: RunState }) {
  const { text, tone } = statusOf(run);
  return (
    <div className={classes.status} role="status">
      {tone === null ? <Loader size={14} /> : <StatusDot tone={tone} />}
      {text}
      {run.servedBy && <span className={classes.served}>{run.servedBy}</span>}
    </div>
  );
}

function statusOf(run: RunState): { text: string; tone: Tone | null } {
  if (run.link === 'reconnecting') return { text: 'Reconnecting …', tone: null };
  switch (run.phase) {
    case 'starting':
      return { text: 'Planning …', tone: null };
    case 'running':
      return { text: runningText(run), tone: null };
    case 'completed':
      return run.settled?.finishReason === 'LENGTH'
        ? { text: 'Cut at the token limit', tone: 'slow' }
        : { text: 'Completed', tone: 'good' };
    case 'failed':
      return { text: run.error ? describeCode(run.error.code).title : 'Failed', tone: 'bad' };
    case 'cancelled':
      return { text: 'Cancelled', tone: 'idle' };
    default:
      return run.phase satisfies never;
  }
}

function runningText(run: RunState): string {
  if (run.text !== '') return 'Answering …';
  if (run.toolCalls.length > 0) return 'Calling tools …';
  if (run.reasoning !== '') return 'Thinking …';
  return 'Waiting for the first token …';
}
