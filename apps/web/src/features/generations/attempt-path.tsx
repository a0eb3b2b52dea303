import type { GenerationRow } from './generation-documents.ts';
import classes from './generations.module.css';

const marks: Readonly<Record<GenerationRow['attempts'][number]['outcome'], { sign: string; word: string }>> = {
  SUCCEEDED: { sign: '✓', word: 'answered' },
  FAILED: { sign: '✕', word: 'failed' },
  CANCELLED: { sign: '–', word: 'cancelled' },
  OUTRUN: { sign: '–', word: 'the other answered first' },
  INTERRUPTED: { sign: '✕', word: 'interrupted' },
  SKIPPED: { sign: '·', word: 'skipped' },
};

/** The models that a generation tried, in order: `aurora ✕ → atlas-mini ✓`. */
export function AttemptPath({ row }: { row: Pick<GenerationRow, 'attempts' | 'model'> }) {
  if (row.attempts.length === 0) return <span className={classes.dim}>{nameOf(row.model ?? 'no model yet')}</span>;
  return (
    <span
      className={classes.path}
      title={row.attempts.map(({ model, outcome }) => `${model} ${marks[outcome].word}`).join(', ')}
    >
      {row.attempts.map(({ number, model, outcome }, index) => (
        <span key={number} className={classes.step}>
          {index > 0 && <span className={classes.dim}>→ </span>}
          {nameOf(model)}
          <span className={classes.sign} data-outcome={outcome} role="img" aria-label={marks[outcome].word}>
            {` ${marks[outcome].sign}`}
          </span>
        </span>
      ))}
    </span>
  );
}

function nameOf(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
