import classes from './sparkline.module.css';

type SparklineProps = {
  /** In order of time; null for a step without a value. */
  values: readonly (number | null)[];
  /** A description of the line for screen readers. */
  label: string;
  /** CSS pixels. Default: 96 by 24. */
  width?: number;
  height?: number;
  /** CSS colour. Default: the accent. */
  color?: string;
};

/** A small line without axes. Without `width` it fills the available width. */
export function Sparkline({ values, label, width, height = 24, color }: SparklineProps) {
  const spanWidth = 96;
  return (
    <svg
      className={classes.line}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${spanWidth} ${height}`}
      preserveAspectRatio="none"
      style={{ width: width ?? '100%', height, color }}
    >
      {toPaths(values, spanWidth, height).map((path) => (
        <path key={path} d={path} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

/** The paths of a line. A gap begins a new path. */
export function toPaths(values: readonly (number | null)[], width: number, height: number): string[] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [];
  const low = Math.min(...known, 0);
  const high = Math.max(...known);
  const inner = height - 4;
  const paths: string[] = [];
  let points: string[] = [];
  const end = (): void => {
    // A single point would have no length.
    if (points.length === 1) points.push('h1');
    if (points.length > 0) paths.push(points.join(' '));
    points = [];
  };
  for (const [index, value] of values.entries()) {
    if (value === null) {
      end();
      continue;
    }
    const x = values.length === 1 ? 0 : (index / (values.length - 1)) * width;
    const y = high === low ? height - 2 : 2 + inner - ((value - low) / (high - low)) * inner;
    points.push(`${points.length === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  end();
  return paths;
}
