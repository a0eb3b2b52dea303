import type { Tone } from '../../components/status-dot.tsx';
import { formatCount } from '../../format/tokens.ts';

/** The evidence about a provider in one hour or day. */
export type PointEvidence = {
  calls: number;
  failures: number;
  probes: readonly { reachable: boolean }[];
};

export type PointJudgement = { tone: Tone; word: string; text: string };

/** At this share of failures or above, the provider is failing. */
const failingFrom = 0.5;
/** At this share of failures or above, the provider is unsteady. */
const unsteadyFrom = 0.05;

/** A provider's status in one step of time. Calls outrank probes: probes count only without calls. */
export function judgePoint(point: PointEvidence | null): PointJudgement {
  if (point === null) return { tone: 'idle', word: 'No evidence', text: 'no calls and no probes' };
  const { calls, failures, probes } = point;
  if (calls > 0) {
    const share = failures / calls;
    const text = `${formatCount(failures)} of ${formatCount(calls)} calls failed`;
    if (share >= failingFrom) return { tone: 'bad', word: 'Failing', text };
    if (share >= unsteadyFrom) return { tone: 'slow', word: 'Unsteady', text };
    return {
      tone: 'good',
      word: 'Available',
      text: failures === 0 ? `${formatCount(calls)} calls, none failed` : text,
    };
  }
  const last = probes.at(-1);
  if (last === undefined) return { tone: 'idle', word: 'No evidence', text: 'no calls and no probes' };
  const unanswered = probes.filter(({ reachable }) => !reachable);
  if (!last.reachable) return { tone: 'bad', word: 'Unreachable', text: 'the last probe was not answered' };
  if (unanswered.length > 0) return { tone: 'slow', word: 'Recovered', text: 'some probes were not answered' };
  return { tone: 'good', word: 'Reachable', text: 'no calls; all probes were answered' };
}
