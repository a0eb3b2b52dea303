import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import classes from './detail.module.css';
import type { GenerationDetail } from './generation-documents.ts';

type Attempt = GenerationDetail['attempts'][number];

/** The range of an attempt on the axis, milliseconds from the request. */
export type AttemptSpan = {
  attempt: Attempt;
  startMs: number;
  firstTokenMs: number | null;
  endMs: number;
  waitMs: number;
};

/** The attempts of a generation on one axis. `waitMs`: from the end of the previous attempt to the start. */
export function spansOf({
  attempts,
  createdAt,
}: Pick<GenerationDetail, 'attempts' | 'createdAt'>): readonly AttemptSpan[] {
  const zeroMs = Date.parse(createdAt);
  let endMs = 0;
  return attempts.map((attempt) => {
    const startMs = Math.max(0, Date.parse(attempt.startedAt) - zeroMs);
    const waitMs = Math.max(0, startMs - endMs);
    endMs = startMs + attempt.latencyMs;
    const firstTokenMs = attempt.firstTokenMs === null ? null : startMs + attempt.firstTokenMs;
    return { attempt, startMs, firstTokenMs, endMs, waitMs };
  });
}

/** The attempts, one below the other, on a shared time axis: waiting, until the first token, streaming. */
export function AttemptAxis({ generation }: { generation: GenerationDetail }) {
  const spans = spansOf(generation);
  if (spans.length === 0) return <p className={classes.dim}>No model was called.</p>;
  const wholeMs = Math.max(1, generation.latencyMs ?? 0, ...spans.map(({ endMs }) => endMs));
  const share = (ms: number): string => `${(100 * ms) / wholeMs}%`;
  return (
    <div>
      <ol className={classes.axis}>
        {spans.map(({ attempt, startMs, firstTokenMs, endMs, waitMs }) => (
          <li key={attempt.number} className={classes.attempt} data-outcome={attempt.outcome}>
            <div className={classes.attemptHead}>
              <span>
                <b>{attempt.model}</b> <span className={classes.outcome}>{attempt.outcome.toLowerCase()}</span>
              </span>
              <span className={classes.dim}>
                {firstTokenMs !== null && `first token ${formatDuration(attempt.firstTokenMs)} · `}
                {formatDuration(attempt.latencyMs)} · {formatUsd(attempt.costUsd)}
              </span>
            </div>
            <div className={classes.track} aria-hidden>
              {waitMs > 0 && (
                <span className={classes.wait} style={{ left: share(startMs - waitMs), width: share(waitMs) }} />
              )}
              <span
                className={classes.connect}
                style={{ left: share(startMs), width: share((firstTokenMs ?? endMs) - startMs) }}
              />
              {firstTokenMs !== null && (
                <span
                  className={classes.stream}
                  style={{ left: share(firstTokenMs), width: share(endMs - firstTokenMs) }}
                />
              )}
            </div>
            {attempt.errorCode && (
              <div className={classes.attemptError}>
                <b>{attempt.errorCode}</b> {attempt.errorMessage}
              </div>
            )}
            {attempt.outcome === 'OUTRUN' && <div className={classes.dim}>{attempt.errorMessage}</div>}
            {waitMs >= 10 && attempt.number > 1 && (
              <div className={classes.dim}>Waited {formatDuration(waitMs)} before this attempt.</div>
            )}
          </li>
        ))}
      </ol>
      <div className={classes.scale} aria-hidden>
        <span>0</span>
        <span>{formatDuration(wholeMs / 2)}</span>
        <span>{formatDuration(wholeMs)}</span>
      </div>
      <div className={classes.legend} aria-hidden>
        <span data-part="wait">waiting</span>
        <span data-part="connect">connecting, until the first token</span>
        <span data-part="stream">streaming</span>
      </div>
    </div>
  );
}
