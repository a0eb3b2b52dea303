import classes from './status-dot.module.css';

export type Tone = 'good' | 'slow' | 'bad' | 'idle';

/** A coloured dot. Always show its meaning in words beside it. */
export function StatusDot({ tone, isHollow = false }: { tone: Tone; isHollow?: boolean }) {
  return <span className={classes.dot} data-tone={tone} data-hollow={isHollow || undefined} aria-hidden />;
}
