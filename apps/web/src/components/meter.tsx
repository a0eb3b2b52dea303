import classes from './meter.module.css';

type MeterProps = {
  /** Share to fill, 0–1. */
  value: number;
  label: string;
  /** CSS width. Default: 44px. */
  width?: string;
  /** CSS colour. Default: the accent. */
  color?: string;
};

/** A thin bar, filled to a share. */
export function Meter({ value, label, width, color }: MeterProps) {
  const percent = Math.round(Math.min(Math.max(value, 0), 1) * 100);
  return (
    <div className={classes.meter} style={{ width }} role="img" aria-label={`${label}: ${percent} of 100`}>
      <div className={classes.fill} style={{ width: `${percent}%`, background: color }} />
    </div>
  );
}
