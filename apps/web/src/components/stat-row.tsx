import type { ReactNode } from 'react';
import classes from './stat-row.module.css';

export type Stat = { label: string; value: ReactNode; note?: ReactNode };

/** Figures side by side. */
export function StatRow({ stats, size = 'large' }: { stats: readonly Stat[]; size?: 'small' | 'large' }) {
  return (
    <div className={classes.row} data-size={size}>
      {stats.map(({ label, value, note }) => (
        <div key={label} className={classes.stat}>
          <div className={classes.label}>{label}</div>
          <div className={classes.value}>{value}</div>
          {note && <div className={classes.note}>{note}</div>}
        </div>
      ))}
    </div>
  );
}
