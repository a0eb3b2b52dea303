'use client';

import { Group, Text } from '@mantine/core';
import { modelStatus } from '@penstock/react';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDuration } from '../../format/duration.ts';
import { describeSetup } from './describe-setup.ts';
import { useHealth, useIsStale } from './health-provider.tsx';

type HealthStatusProps = {
  model: { id: string; active: boolean; configured: boolean };
  /** The missing setting of a provider that is not configured, for viewers who may see it. */
  setupHint?: string | null | undefined;
  /** Shows only the dot, with the words in its tooltip. */
  isCompact?: boolean;
  /** Omits the response time, for places that show it elsewhere. */
  isWordOnly?: boolean;
};

/** A model's live status: a dot, a word, and the response time if known. */
export function HealthStatus({ model, setupHint, isCompact = false, isWordOnly = false }: HealthStatusProps) {
  const health = useHealth(model.id);
  const isStale = useIsStale();
  const { name, word, tone, isUsable } = modelStatus(model, health, isStale);
  const provider = model.id.split('/')[0] ?? model.id;
  const why = name === 'UNCONFIGURED' ? describeSetup(provider, setupHint) : health?.reason;
  const explanation = isStale ? `As of the last contact: ${why ?? word}` : why;
  const answers = name === 'AVAILABLE' || name === 'SLOW' || name === 'UNSTEADY';
  const responseMs = answers ? (health?.firstTokenMs ?? health?.p50LatencyMs) : null;

  const dot = <StatusDot tone={tone} isHollow={!isUsable && tone === 'idle'} />;
  if (isCompact) {
    return (
      <span
        role="img"
        aria-label={isStale ? `${word} (connection lost)` : word}
        style={{ display: 'inline-flex' }}
        data-hint={explanation ? `${word}: ${explanation}` : word}
      >
        {dot}
      </span>
    );
  }
  return (
    <Group gap={8} wrap="nowrap" w="fit-content" data-hint={explanation || undefined}>
      {dot}
      <Text size="sm" c={tone === 'idle' ? 'dimmed' : undefined} style={{ whiteSpace: 'nowrap' }}>
        {isStale ? `${word} (stale)` : word}
      </Text>
      {!isWordOnly && responseMs !== null && responseMs !== undefined && (
        <Text size="xs" c="dimmed" ff="monospace" style={{ whiteSpace: 'nowrap' }}>
          {formatDuration(responseMs)}
        </Text>
      )}
    </Group>
  );
}
