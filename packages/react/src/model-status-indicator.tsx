import type { CSSProperties } from 'react';
import type { ModelStatus } from './model-status.ts';

type ModelStatusIndicatorProps = {
  /** The result of `modelStatus`. */
  status: ModelStatus;
  /** The reason for the status, in one sentence. Shown as the tooltip. */
  reason?: string | null;
  /** Shows only the dot. Screen readers read the word. */
  isCompact?: boolean;
};

/** Set the CSS variables `--penstock-good`, `-slow`, `-bad` and `-idle` to change the colours. */
const colors: Readonly<Record<ModelStatus['tone'], string>> = {
  good: 'var(--penstock-good, #18794e)',
  slow: 'var(--penstock-slow, #a15c00)',
  bad: 'var(--penstock-bad, #c62828)',
  idle: 'var(--penstock-idle, #7c8790)',
};

/** The status of a model as a dot and a word. */
export function ModelStatusIndicator({ status, reason = null, isCompact = false }: ModelStatusIndicatorProps) {
  const word = status.isStale ? `${status.word} (connection lost)` : status.word;
  const label = reason === null ? word : `${word}: ${reason}`;
  if (isCompact) return <span role="img" aria-label={label} title={label} style={dotOf(status)} />;
  return (
    <span title={reason ?? undefined} style={{ display: 'inline-flex', alignItems: 'center', gap: '0.5em' }}>
      <span aria-hidden style={dotOf(status)} />
      {word}
    </span>
  );
}

function dotOf({ tone, isUsable }: ModelStatus): CSSProperties {
  const color = colors[tone];
  const isHollow = !isUsable && tone === 'idle';
  return {
    display: 'inline-block',
    flex: 'none',
    boxSizing: 'border-box',
    width: '0.6em',
    height: '0.6em',
    borderRadius: '50%',
    border: `1.5px solid ${color}`,
    background: isHollow ? 'transparent' : color,
  };
}
