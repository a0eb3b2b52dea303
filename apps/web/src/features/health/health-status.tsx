'use client';

import { Group, Text, Tooltip } from '@mantine/core';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDuration } from '../../format/duration.ts';
import { useHealth } from './health-provider.tsx';
import { modelState, stateLabels } from './model-state.ts';

type HealthStatusProps = {
  model: { id: string; active: boolean; configured: boolean };
  /** The missing setting of a provider that is not configured. */
  setupHint?: string | null;
  /** Only the dot, with the words in its tooltip. */
  isCompact?: boolean;
  /** Omits the response time, where it is shown elsewhere. */
  isWordOnly?: boolean;
};

/** A model's live status: a dot, a word, and the response time if known. */
export function HealthStatus({ model, setupHint, isCompact = false, isWordOnly = false }: HealthStatusProps) {
  const health = useHealth(model.id);
  const state = modelState(model, health);
  const { label, tone } = stateLabels[state];
  const explanation = state === 'UNCONFIGURED' ? setupHint : health?.reason;
  const responseMs = state === 'AVAILABLE' || state === 'SLOW' ? (health?.firstTokenMs ?? health?.p50LatencyMs) : null;

  const dot = <StatusDot tone={tone} isHollow={state === 'UNCONFIGURED' || state === 'OFF'} />;
  if (isCompact) {
    return (
      <Tooltip label={explanation ? `${label}: ${explanation}` : label}>
        <span role="img" aria-label={label} style={{ display: 'inline-flex' }}>
          {dot}
        </span>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={explanation ?? undefined} disabled={!explanation}>
      <Group gap={8} wrap="nowrap" w="fit-content">
        {dot}
        <Text size="sm" c={tone === 'idle' ? 'dimmed' : undefined} style={{ whiteSpace: 'nowrap' }}>
          {label}
        </Text>
        {!isWordOnly && responseMs !== null && responseMs !== undefined && (
          <Text size="xs" c="dimmed" ff="monospace" style={{ whiteSpace: 'nowrap' }}>
            {formatDuration(responseMs)}
          </Text>
        )}
      </Group>
    </Tooltip>
  );
}
