import { Tooltip } from '@mantine/core';
import { Meter } from '../../components/meter.tsx';
import type { Plan } from './plan-facts.ts';
import classes from './plan-view.module.css';

type Candidate = Plan['candidates'][number];

const axes = [
  { name: 'cost', label: 'Cost', color: 'var(--mantine-color-water-5)' },
  { name: 'quality', label: 'Quality', color: '#7c8cf0' },
  { name: 'latency', label: 'Speed', color: '#39b58a' },
] as const;

/** A candidate's three scores as adjacent bars, each 0–1; 1 is the best. */
export function ScoreBars({ scores }: Pick<Candidate, 'scores'>) {
  return (
    <Tooltip label={axes.map(({ name, label }) => `${label} ${Math.round(scores[name] * 100)}`).join(' · ')}>
      <div className={classes.bars}>
        {axes.map(({ name, label, color }) => (
          <div key={name} className={classes.bar}>
            <span className={classes.barLabel}>{label}</span>
            <Meter value={scores[name]} label={label} width="100%" color={color} />
          </div>
        ))}
      </div>
    </Tooltip>
  );
}
