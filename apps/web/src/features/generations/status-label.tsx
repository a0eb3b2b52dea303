import type { GenerationRow } from './generation-documents.ts';
import classes from './generations.module.css';

export const statusWords: Readonly<Record<GenerationRow['status'], string>> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

/** A generation's status, and whether a fallback model answered. */
export function StatusLabel({ row }: { row: Pick<GenerationRow, 'status' | 'fellBack'> }) {
  return (
    <span className={classes.status} data-status={row.status}>
      <span className={classes.dot} aria-hidden />
      {statusWords[row.status]}
      {row.fellBack && <span className={classes.rescued}>fell back</span>}
    </span>
  );
}
